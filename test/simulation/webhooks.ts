/** How the provider's news gets to the shop. */
import { ask } from './people.ts'
import type { News } from './provider.ts'
import type { World } from './world.ts'

/** Tells one piece of news as it stands now; it counts as told once the shop took it. */
export async function tellShop(world: World, news: News): Promise<void> {
  const { body, headers } = world.provider.letterOf(news)
  const reply = await ask(world, 'provider', { route: 'POST /api/webhooks/test', raw: body, headers }, 'webhook')
  if (reply.status === 200) news.told = true
}
