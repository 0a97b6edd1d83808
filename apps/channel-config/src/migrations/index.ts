import { AuditChain1796063724945 } from './audit-chain-1796063724945.js';
import { Configuration1795000000001 } from './configuration-1795000000001.js';
import { Health1795000000002 } from './health-1795000000002.js';
import { KeyUse1796063724946 } from './key-use-1796063724946.js';
import { Notices1796012768363 } from './notices-1796012768363.js';
import { Operations1795600000001 } from './operations-1795600000001.js';
import { Reasons1796014420476 } from './reasons-1796014420476.js';
import { KeyExpiry1796048600000 } from './key-expiry-1796048600000.js';
import { People1796066491857 } from './people-1796066491857.js';

/** Oldest first. */
export const migrations = [
  Configuration1795000000001,
  Health1795000000002,
  Operations1795600000001,
  Notices1796012768363,
  Reasons1796014420476,
  KeyExpiry1796048600000,
  AuditChain1796063724945,
  KeyUse1796063724946,
  People1796066491857,
];
