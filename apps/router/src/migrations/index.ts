import { ClosingWindows1795500000003 } from './closing-windows.js';
import { Customers1796075300000 } from './customers.js';
import { Decisions1795564800002 } from './decisions.js';
import { Erasing1795500000002 } from './erasing.js';
import { HeldFiles1796009406978 } from './held-files.js';
import { InboundKinds1796011668960 } from './inbound-kinds.js';
import { Initial1764000000000 } from './initial.js';
import { Search1795500000000 } from './search.js';
import { KeptFiles1796048600001 } from './kept-files.js';
import { NewestOfCustomers1795600000002 } from './newest-of-customers.js';
import { Retention1796009548713 } from './retention.js';
import { Notes1796067000000 } from './notes.js';
import { OwnReactions1796013204076 } from './own-reactions.js';
import { QuickReplies1796068300000 } from './quick-replies.js';
import { RawChanges1796048400000 } from './raw-changes.js';
import { ReadPositions1796065800000 } from './read-positions.js';
import { RepliesNeedingPeople1796048580000 } from './replies-needing-people.js';
import { RoomForUpdates1795600000001 } from './room-for-updates.js';
import { Searchable1795600000000 } from './searchable.js';
import { WithoutAccents1796048580003 } from './without-accents.js';

/** Oldest first. */
export const migrations = [
  Initial1764000000000,
  Search1795500000000,
  Erasing1795500000002,
  ClosingWindows1795500000003,
  Decisions1795564800002,
  Searchable1795600000000,
  RoomForUpdates1795600000001,
  NewestOfCustomers1795600000002,
  HeldFiles1796009406978,
  Retention1796009548713,
  InboundKinds1796011668960,
  OwnReactions1796013204076,
  RawChanges1796048400000,
  RepliesNeedingPeople1796048580000,
  WithoutAccents1796048580003,
  KeptFiles1796048600001,
  ReadPositions1796065800000,
  Notes1796067000000,
  QuickReplies1796068300000,
  Customers1796075300000,
];
