/** Everything that Juniper Yard sells. The entries stand in `goods/`, one file for each corner of the shop. */
import { bathAndCare } from './goods/bath-and-care.ts'
import { cooking } from './goods/cooking.ts'
import { decoration } from './goods/decoration.ts'
import { furniture } from './goods/furniture.ts'
import { gardenLife } from './goods/garden-life.ts'
import { gardenTools } from './goods/garden-tools.ts'
import { growing } from './goods/growing.ts'
import { light } from './goods/light.ts'
import { orderAndPaper } from './goods/order-and-paper.ts'
import { pantry } from './goods/pantry.ts'
import { tableware } from './goods/tableware.ts'
import { teaAndCoffee } from './goods/tea-and-coffee.ts'
import { textiles } from './goods/textiles.ts'
import { productOf, type Product } from './product.ts'

/** All products, in the order of the rooms. */
export const goods: readonly Product[] = [
  ...teaAndCoffee,
  ...tableware,
  ...cooking,
  ...pantry,
  ...textiles,
  ...furniture,
  ...decoration,
  ...orderAndPaper,
  ...light,
  ...gardenTools,
  ...growing,
  ...gardenLife,
  ...bathAndCare,
].map(productOf)
