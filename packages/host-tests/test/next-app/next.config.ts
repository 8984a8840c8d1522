import type { NextConfig } from 'next';

const config: NextConfig = {
  // They are checked with those of the tests.
  typescript: { ignoreBuildErrors: true },
  // Compression would hide which headers a handler has set.
  compress: false,
  poweredByHeader: false,
  experimental: { authInterrupts: true },
};

export default config;
