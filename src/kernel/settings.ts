/** What a process was told by its environment, as far as the kernel and the modules need it. `src/config.ts` reads and checks it. */
export type Settings = {
  /** Address that shoppers and letters use, without a slash at the end. Links are built from it, never from `Host`. */
  publicUrl: string
  /** Folder for everything that is not in the database: media, logs, the embedded database. */
  dataDir: string
  /** Where the test provider listens (`http://127.0.0.1:port`), or null when it is not offered. */
  testProviderUrl: string | null
  /** `smtp://…`, or null: letters are written and shown to staff, not sent. */
  smtpUrl: string | null
  /** Sender of letters. */
  mailFrom: string
  /** The administrator that the first start makes; null: a one-time link is printed. */
  admin: { email: string; password: string } | null
  /** Log-ins a minute from one network, and per account; requests a second from one network. */
  limits: { loginsPerMinute: number; loginsPerAccountPerMinute: number; requestsPerSecond: number }
}
