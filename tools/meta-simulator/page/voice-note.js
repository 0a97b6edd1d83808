// WhatsApp's voice notes are mono Opus in Ogg. Firefox records that by itself; where there is only an Opus encoder
// (Chromium), its packets are put into Ogg here.

const SAMPLES_PER_SECOND = 48_000;
const PRE_SKIP = 312;
const OGG_TYPE = 'audio/ogg; codecs=opus';

/** Starts recording; `stop()` gives the file. Undefined where the browser cannot. */
export async function recordVoiceNote() {
  const nativeOgg = typeof MediaRecorder === 'function' && MediaRecorder.isTypeSupported(OGG_TYPE);
  const canEncode = typeof AudioEncoder === 'function' && typeof MediaStreamTrackProcessor === 'function';
  if (!navigator.mediaDevices || (!nativeOgg && !canEncode)) return undefined;
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } }).catch(() => undefined);
  if (!stream) return undefined;
  const recording = nativeOgg ? recordNatively(stream) : recordByEncoder(stream);
  return {
    stop: async () => {
      const parts = await recording.stop();
      for (const track of stream.getTracks()) track.stop();
      return new File(parts, 'voice-note.ogg', { type: OGG_TYPE });
    },
  };
}

function recordNatively(stream) {
  const recorder = new MediaRecorder(stream, { mimeType: OGG_TYPE });
  const parts = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  recorder.start();
  return {
    stop: () =>
      new Promise((resolve) => {
        recorder.onstop = () => resolve(parts);
        recorder.stop();
      }),
  };
}

function recordByEncoder(stream) {
  const packets = [];
  const encoder = new AudioEncoder({
    output: (chunk) => {
      const bytes = new Uint8Array(chunk.byteLength);
      chunk.copyTo(bytes);
      packets.push({ bytes, samples: Math.round(((chunk.duration ?? 20_000) * SAMPLES_PER_SECOND) / 1e6) });
    },
    error: () => undefined,
  });
  const reader = new MediaStreamTrackProcessor({ track: stream.getAudioTracks()[0] }).readable.getReader();
  let isOn = true;
  const pump = (async () => {
    while (isOn) {
      const { value: sound, done } = await reader.read();
      if (done) return;
      const mono = new Float32Array(sound.numberOfFrames);
      sound.copyTo(mono, { planeIndex: 0, format: 'f32-planar' });
      const { sampleRate, numberOfFrames, timestamp } = sound;
      sound.close();
      if (encoder.state === 'unconfigured')
        encoder.configure({ codec: 'opus', sampleRate, numberOfChannels: 1, bitrate: 32_000 });
      encoder.encode(
        new AudioData({ format: 'f32-planar', sampleRate, numberOfFrames, numberOfChannels: 1, timestamp, data: mono }),
      );
    }
  })();
  return {
    stop: async () => {
      isOn = false;
      await pump;
      await reader.cancel();
      if (encoder.state === 'configured') await encoder.flush();
      encoder.close();
      return ogg(packets);
    },
  };
}

function ogg(packets) {
  const head = new Uint8Array(19);
  head.set(ascii('OpusHead'));
  const view = new DataView(head.buffer);
  view.setUint8(8, 1);
  view.setUint8(9, 1);
  view.setUint16(10, PRE_SKIP, true);
  view.setUint32(12, SAMPLES_PER_SECOND, true);
  const tags = new Uint8Array(24);
  tags.set(ascii('OpusTags'));
  new DataView(tags.buffer).setUint32(8, 8, true);
  tags.set(ascii('recorded'), 12);
  const serial = crypto.getRandomValues(new Uint32Array(1))[0];
  let position = 0;
  return [
    page(head, { serial, sequence: 0, position: 0, flags: 2 }),
    page(tags, { serial, sequence: 1, position: 0, flags: 0 }),
    ...packets.map(({ bytes, samples }, index) => {
      position += samples;
      return page(bytes, { serial, sequence: index + 2, position, flags: index === packets.length - 1 ? 4 : 0 });
    }),
  ];
}

/** One Ogg page with one packet. */
function page(packet, { serial, sequence, position, flags }) {
  const segments = Math.floor(packet.length / 255) + 1;
  const bytes = new Uint8Array(27 + segments + packet.length);
  const view = new DataView(bytes.buffer);
  bytes.set(ascii('OggS'));
  view.setUint8(5, flags);
  view.setBigUint64(6, BigInt(position), true);
  view.setUint32(14, serial, true);
  view.setUint32(18, sequence, true);
  view.setUint8(26, segments);
  bytes.fill(255, 27, 26 + segments);
  bytes[26 + segments] = packet.length % 255;
  bytes.set(packet, 27 + segments);
  view.setUint32(22, checksum(bytes), true);
  return bytes;
}

/** CRC-32 as Ogg has it: polynomial 04c11db7, not reflected. */
function checksum(bytes) {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  }
  return crc >>> 0;
}

const ascii = (text) => new TextEncoder().encode(text);
