/** Permission bits of shares. */
export const READ = 1;
export const UPDATE = 2;
export const CREATE = 4;
export const DELETE = 8;
export const SHARE = 16;
export const ALL = READ | UPDATE | CREATE | DELETE | SHARE;
