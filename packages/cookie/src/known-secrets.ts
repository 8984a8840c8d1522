import { platform } from '#platform';
import type { Bytes } from './platform/cipher.js';

/**
 * How secrets begin that others know: those that FORMAT.md, RFC 7515 (appendix A.1) and NIST SP 800-38A (appendix F) print, and
 * SHA-256 and SHA-512 of what people make digests of, with and without a line end. The first 30 bits each, as base64url: of a
 * thousand million random secrets, a hundred are refused for nothing. `secret.test.ts` has the words.
 */
const known =
  'i4fG5AyM1SYD3rE47DEQz4PhNAbpHGvmiIOypeBEH0D8kh0KPxFisLMungWv3a81o7eqv8TyhdDjGl25x61Ey_IJSy2D-QCBXugP8Ykc6Qe325' +
  'UBrMJN6juwFiXNtAWZuwxG9iBUNhY4O7Eu2E1UDUlS3ncLCa0a9_u6btbudgDPkYCLPJNum3HSJWJG1t58IrmuU0nuMJ7MSqUiQT2zl0qLHDhK' +
  'gzX6Vp5mPJCcICRQits_pyb3THcPHVAmNkzudHQEN-Knh5Gqzb16AntZSx9xe292kGMH-DdIOhuKv4Wp3BAgROmlMLK9XOAXohImsQnzuazpV4' +
  'kVFEC75K3evtTvoV9sSUeT4oTZehL4DdPlEnO7OETuksfK7gNUvSsars35Qz6qFrnrRZbEho8LEktTgo-IF7hPzrx7_HHfF6dbjP2R5-491d49' +
  'OCIfN8obJZtyJIVn4bQg7iaw38sobtDj51IjZae7ujJTh4VCh7HKztb';

const length = 5;

export function isKnown(secret: Bytes): boolean {
  const start = platform.toBase64Url(secret.subarray(0, 6)).slice(0, length);
  for (let at = 0; at < known.length; at += length) if (known.startsWith(start, at)) return true;
  return false;
}
