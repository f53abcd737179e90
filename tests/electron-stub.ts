// Stands where the real `electron` package would be: that one starts a download when it is imported outside Electron.
export const app = {};
