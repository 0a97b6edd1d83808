import { expect, it } from '@jest/globals';
import { isPublicAddress, lookupPublic } from './public-address.js';

it.each([
  ['157.240.1.60', true],
  ['8.8.8.8', true],
  ['2a03:2880:f12f:83:face:b00c:0:25de', true],
  ['127.0.0.1', false],
  ['127.8.8.8', false],
  ['0.0.0.0', false],
  ['10.1.2.3', false],
  ['172.16.0.1', false],
  ['172.31.255.255', false],
  ['172.32.0.1', true],
  ['192.168.1.1', false],
  ['169.254.169.254', false],
  ['100.100.100.200', false],
  ['198.18.0.1', false],
  ['224.0.0.1', false],
  ['255.255.255.255', false],
  ['::', false],
  ['::1', false],
  ['::ffff:127.0.0.1', false],
  ['::ffff:7f00:1', false],
  ['64:ff9b::7f00:1', false],
  ['2002:7f00:1::', false],
  ['2001::1', false],
  ['fe80::1', false],
  ['fd00::1', false],
  ['fec0::1', false],
  ['ff02::1', false],
  ['localhost', false],
  ['', false],
])('%s is public: %s', (address, wanted) => {
  expect(isPublicAddress(address)).toBe(wanted);
});

it('a name that leads to this machine is not connected to', async () => {
  const code = await new Promise((resolve) => {
    lookupPublic('localhost', {}, (error) => resolve(error?.code));
  });
  expect(code).toBe('EADDRNOTPUBLIC');
});
