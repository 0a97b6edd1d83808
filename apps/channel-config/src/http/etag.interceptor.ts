import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';

/** Answers that carry a `version` carry it as their ETag too. */
@Injectable()
export class EtagInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      map((answer: unknown) => {
        if (typeof answer === 'object' && answer !== null && 'version' in answer) {
          void context
            .switchToHttp()
            .getResponse<FastifyReply>()
            .header('etag', `"${String(answer.version)}"`);
        }
        return answer;
      }),
    );
  }
}
