import { mayReadFile } from '@wabx/contracts';
import { Requests } from '@wabx/messaging';
import type { Caller } from '@wabx/runtime';
import { FileStore, type StoredFile } from '../files/file-store.js';
import { notFound } from './problems.js';

/** Who may read a file: `media:read` all of them; an agent its own uploads and what belongs to sessions it may see. */
export class FileRights {
  constructor(
    private readonly files: FileStore,
    private readonly requests: Requests,
  ) {}

  /**
   * The file; throws a Problem, the same 404 for a file that is not there and for one that is not the caller's. Throws
   * a TransientError when the router, which knows, does not answer.
   */
  async readable(caller: Caller, fileId: string): Promise<StoredFile> {
    const file = await this.files.find(fileId);
    if (!file || !(await this.mayRead(caller, file))) throw notFound();
    return file;
  }

  private async mayRead({ scopes, keyId, extensionId }: Caller, file: StoredFile): Promise<boolean> {
    if (scopes.has('media:read')) return true;
    if (file.uploadedBy === keyId) return true;
    if (extensionId === undefined) return false;
    if (file.extensionId === extensionId) return true;
    return (await this.requests.ask(mayReadFile, { fileId: file.id, extensionId })).allowed;
  }
}
