import { Controller } from '@nestjs/common';
import { forgetFacts } from '@wabx/contracts';
import { Answers } from '@wabx/messaging';
import { FactForgetting } from '../fact-forgetting.js';

@Controller()
export class ForgetFacts {
  constructor(private readonly forgetting: FactForgetting) {}

  @Answers(forgetFacts)
  async forget({ limit }: { limit: number }): Promise<{ done: number; more: boolean }> {
    return await this.forgetting.forget(limit);
  }
}
