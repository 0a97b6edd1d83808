export { eventually } from './eventually.js';
export { fullestWindow } from './fullest-window.js';
export {
  projectConfiguration,
  testApiKey,
  testChannel,
  testSealingKeys,
  testSigner,
  testSigning,
  testTrust,
  type TestChannel,
} from './test-configuration.js';
export { createTestDatabase, type TestDatabase } from './test-database.js';
export { selfSigned } from './self-signed.js';
export { startTestIssuer, type TestIssuer } from './test-issuer.js';
export { startTestCluster, type TestCluster } from './test-cluster.js';
export { startTestNats, type TestNats } from './test-nats.js';
