export { signBody, verifySignature, type SignatureCheck } from './signature.js';
