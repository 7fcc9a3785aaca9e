const loopback = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

/** Whether a request's Host is this machine: a page in the user's browser may reach us through a name of its own. */
export const isLoopbackHost = (host: string | undefined): boolean => loopback.test(host ?? "");
