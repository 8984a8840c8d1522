declare const keyBrand: unique symbol;
declare const idBrand: unique symbol;

/**
 * The secret in the cookie: 32 characters of `a-z0-9` from a CSPRNG (165 bits), in the form of Django's
 * `session_key`. Never log it.
 */
export type SessionKey = string & { readonly [keyBrand]: true };

/**
 * The first 160 bits of SHA-256(key) as 40 lowercase hexadecimal digits: what a store sees.
 *
 * Safe to log, the same under every collation, and as long as Django's `session_key` column.
 */
export type SessionId = string & { readonly [idBrand]: true };
