'use client';

import { usePathname } from 'next/navigation';
import { useEffect, useState } from 'react';

/** Shows a flash message. A page could only peek at it: taking it changes the session, so it comes by a route. */
export function Notice() {
  const pathname = usePathname();
  const [notice, setNotice] = useState<string>();
  useEffect(() => {
    fetch('/api/notice', { method: 'POST' })
      .then((response) => response.json())
      .then(({ notice: taken }: { notice?: string }) => setNotice(taken))
      .catch(() => undefined);
  }, [pathname]);
  return notice && <p role="status">{notice}</p>;
}
