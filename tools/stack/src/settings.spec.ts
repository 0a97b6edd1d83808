import { describe, expect, it } from '@jest/globals';
import { readSettings } from './settings.js';

describe('what people ask for', () => {
  it.each([
    ['WABX_ENV', 'production', 'WABX_ENV: must be development'],
    ['DATABASE_URL', 'mysql://x', 'DATABASE_URL: must look like postgres://'],
    ['NATS_URL', 'localhost:4222', 'NATS_URL: must look like nats://'],
    ['S3_ENDPOINT', 'minio:9000', 'S3_ENDPOINT: must look like https://'],
    ['WABX_ROUTER_PORT', '70000', 'WABX_ROUTER_PORT: must be a port'],
    ['WABX_SIM_PORT', 'simulator', 'WABX_SIM_PORT: must be a port'],
    ['WABX_GRAPH_URL', 'graph', 'WABX_GRAPH_URL: must look like https://'],
  ])('%s=%s is refused with what it should be', (name, value, sentence) => {
    expect(() => readSettings({ [name]: value }, [])).toThrow(sentence);
  });

  it('lists everything that is wrong at once, without the values', () => {
    const read = () => readSettings({ NATS_URL: 'secret1', WABX_STATS_PORT: 'secret2' }, []);
    expect(read).toThrow(/NATS_URL: .*\n +WABX_STATS_PORT: /);
    expect(read).not.toThrow(/secret/);
  });

  it('refuses an argument that it does not know', () => {
    expect(() => readSettings({}, ['--sigle'])).toThrow('Unknown: --sigle. There is only --single');
  });

  it('takes an empty variable for one that is not set', () => {
    expect(readSettings({ NATS_URL: '', WABX_ROUTER_PORT: '' }, ['--single'])).toMatchObject({
      single: true,
      natsUrl: undefined,
      ports: new Map(),
    });
  });

  it('knows a port for each that listens by the name of who listens', () => {
    const { ports } = readSettings({ WABX_MEDIA_STORE_PORT: '5104', WABX_SIM_PORT: '5110' }, []);
    expect(Object.fromEntries(ports)).toEqual({ 'media-store': 5104, 'meta-simulator': 5110 });
  });
});
