import { platform } from '#platform';
import type { Bytes } from './platform/cipher.js';

/**
 * How secrets begin that others know: those that FORMAT.md, RFC 7515 (appendix A.1) and NIST SP 800-38A (appendix F) print, and
 * SHA-256 and SHA-512 of what people make digests of, with and without a line end. The first 30 bits each, as base64url: of a
 * thousand million random secrets, a hundred are refused for nothing. `secret.test.ts` has the words.
 */
const known =
  ' i4fG5 AyM1S YD3rE 47DEQ z4PhN AbpHG vmiIO ypeBE H0D8k h0KPx FisLM ungWv 3a81o 7eqv8 TyhdD jGl25 x61Ey _IJSy' +
  ' 2D-QC BXugP 8Ykc6 Qe325 UBrMJ N6juw FiXNt AWZuw xG9iB UNhY4 O7Eu2 E1UDU lS3nc LCa0a 9_u6b tbudg DPkYC LPJNu' +
  ' m3HSJ WJG1t 58Irm uU0nu MJ7MS qUiQT 2zl0q LHDhK gzX6V p5mPJ CcICR Qits_ pyb3T HcPHV AmNkz udHQE N-Knh 5Gqzb' +
  ' 16Ant ZSx9x e292k GMH-D dIOhu Kv4Wp 3BAgR OmlML K9XOA XohIm sQnzu azpV4 kVFEC 75K3e vtTvo V9sSU eT4oT ZehL4' +
  ' DdPlE nO7OE Tuksf K7gNU vSsar s35Qz 6qFrn rRZbE ho8LE ktTgo -IF7h Pzrx7 _HHfF 6dbjP 2R5-4 91d49 OCIfN 8obJZ' +
  ' tyJIV n4bQg 7iaw3 8sobt Dj51I jZae7 ujJTh 4VCh7 HKztb';

export function isKnown(secret: Bytes): boolean {
  return known.includes(` ${platform.toBase64Url(secret.slice(0, 6)).slice(0, 5)}`);
}
