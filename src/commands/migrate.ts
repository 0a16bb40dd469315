import { startEmbedded } from '#embedded-postgres/embedded.ts'
import { migrate } from '#kernel/database/migrate.ts'
import { readConfig } from '../config.ts'
import { modules } from '../modules.ts'
import { type Command, say } from './command.ts'

export const command: Command = {
  help: 'Usage: banyan migrate\n\nBrings the database of DATABASE_URL (else the embedded one) to the level of this version. Log in as the owner of the tables.',
  async run() {
    const { databaseUrl, dataDir } = readConfig(process.env)
    const database =
      databaseUrl === null ? await startEmbedded({ dataDir }) : { url: databaseUrl, stop: async () => {} }
    try {
      const { applied } = await migrate(database.url, modules)
      say(
        applied.length === 0
          ? 'The database is at this level already.'
          : `Applied ${applied.length}: ${applied.join(', ')}`,
      )
      return 0
    } finally {
      await database.stop()
    }
  },
}
