import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram, skip } from '@sess/test-servers';

export interface Certificate {
  readonly certificateFile: string;
  readonly keyFile: string;
  /** PEM. */
  readonly certificate: string;
  readonly key: string;
  remove(): void;
}

/** Returns a self-signed certificate for localhost. Returns undefined, and reports it, if there is no openssl. */
export async function makeCertificate(what: string): Promise<Certificate | undefined> {
  const found = await findProgram({ name: 'OpenSSL', names: ['openssl'], debianPackage: 'openssl' });
  if (found.path === undefined) {
    skip(what, found.reason);
    return undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), 'sess-certificate-'));
  const [certificateFile, keyFile] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')];
  const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  execFileSync(found.path, [...request, ...names, '-keyout', keyFile, '-out', certificateFile], { stdio: 'pipe' });
  // memcached runs as another user when the tests run as root.
  chmodSync(folder, 0o755);
  chmodSync(keyFile, 0o644);
  return {
    certificateFile,
    keyFile,
    certificate: readFileSync(certificateFile, 'utf8'),
    key: readFileSync(keyFile, 'utf8'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
