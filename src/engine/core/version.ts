// What a report says about the program that made it.

/** Of the package; a test compares it with package.json. */
export const version = '0.1.0';

/** Rises whenever the same input may give other numbers: old cache entries are then not used. */
export const algorithm = 7;
