import type { ReactNode } from 'react';
import { Notice } from './notice';

export default function Layout({ children }: { readonly children: ReactNode }) {
  return (
    <html lang="en">
      <body style={{ font: '1rem/1.6 system-ui', margin: '2rem auto', maxWidth: '36rem' }}>
        <Notice />
        {children}
      </body>
    </html>
  );
}
