/** The files whose steps are counted: those of core, of this package, and of devalue. */
export const sources = /\/(core|devalue)\/src\//;
