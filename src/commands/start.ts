import type { Command } from './command.ts'

export const command: Command = {
  help: 'Usage: banyan start\n\nStarts one group of one topology. The environment says what and where: PORT, BANYAN_DATA_DIR, DATABASE_URL, BANYAN_TOPOLOGY, BANYAN_PROCESS …',
  async run() {
    const { runUntilSignal } = await import('../start.ts')
    await runUntilSignal()
    return undefined
  },
}
