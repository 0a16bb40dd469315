/**
 * The register of behaviours: what a shop's totals, carts, stock and orders have to do, figure by figure. A test shows one when its
 * name begins with the id (`B07 …`); `scripts/behaviours.ts` writes the page. What belongs to a feature that is not there yet says which.
 */

/** `waitsFor`: the feature that all of it, or with `partly` the rest of it, comes with. `differs`: we decide otherwise than most; docs/adr/0026-behaviours.md says why. */
export type Behaviour = { id: string; words: string; waitsFor?: string; partly?: true; differs?: true }
type Group = { title: string; behaviours: Behaviour[] }

const one = (id: string, words: string, more: Omit<Behaviour, 'id' | 'words'> = {}): Behaviour => ({
  id,
  words,
  ...more,
})
const differs = { differs: true } as const
const promotions = { waitsFor: 'promotions' } as const

/** Groups in the order of the page. */
export const register: Group[] = [
  {
    title: 'Totals and tax',
    behaviours: [
      one('B01', '20 % on top of 2 × 100: 200 net, 40 tax, 240'),
      one('B02', '20 % inside 2 × 100: 200 gross, 167 net, 33 tax, rounded on the line'),
      one('B03', 'to a place at 0 % an included price costs its net, 167 and not 2 × 83', differs),
      one('B04', 'another shipping address is another tax; another billing address is not'),
      one('B05', 'tax by rate: the bases add up to the net total, the taxes to the difference to gross'),
      one('B06', '10 × 31 net at 20 % are 372: the value is rounded, not the unit'),
      one('B07', 'totals above 2³¹ minor units: 2 × 999,999,900 at 20 % on top are 2,399,999,760'),
      one('B08', '2 × 30.00 at 10 % and 5.00 at 50 %: 65.00 net, 8.50 tax, 73.50'),
      one('B09', 'a discount comes before tax: 2 × 50 at 10 % less 10: 9 tax, 99'),
      one('B10', 'a fixed discount is meant as the prices are: 99 with 10 % inside less 9 are 90', differs),
      one('B11', 'half off 250 with 10 % on top: 12.50 tax, 137.50; 50 off: 20.00 tax, 220.00'),
      one('B12', 'a discount of everything leaves 0, and an order of 0 needs no payment'),
      one('B13', 'a fraction of a thing is refused, when it is added as when it is changed'),
      one('B14', 'where no tax is known, prices have no tax fields instead of zeros'),
      one('B15', 'a discount above the subtotal never goes below zero, and delivery is still charged'),
    ],
  },
  {
    title: 'Promotions',
    behaviours: [
      one('B16', 'unknown and expired codes are told apart; codes know no upper and lower case', promotions),
      one('B17', 'one code sent three times at once is one discount', promotions),
      one('B18', 'a code that is taken away takes its discounts with it', promotions),
      one('B19', '20 % off 5,000 net is 4,800 gross, whether prices include tax or not', promotions),
      one('B20', '1,000 off is net where prices are net, gross where they are gross', promotions),
      one('B21', 'a discount on each of at most so many units stops at the price of a unit', promotions),
      one('B22', '400 across 200 and 600 are 100 and 300', promotions),
      one('B23', 'the second promotion works on what the first left', promotions),
      one('B24', 'a discount on a line and one on the order', promotions),
      one('B25', 'no line falls below zero', promotions),
      one('B26', 'lines that cost nothing get no share and divide nothing by zero', promotions),
      one('B27', 'buy two, get two: four are needed', promotions),
      one('B28', 'a percentage with a cap', promotions),
      one('B29', 'free delivery goes with its code', promotions),
      one('B30', 'a limit per customer counts guests by their address', promotions),
      one(
        'B31',
        'a code is claimed with the order, before the payment, and given back when the order fails',
        promotions,
      ),
      one('B32', 'a code can be used again after a failed payment; a budget is never exceeded', promotions),
      one(
        'B33',
        "another market's promotion is refused; one with a minimum goes when the cart falls below",
        promotions,
      ),
    ],
  },
  {
    title: 'Cart and checkout',
    behaviours: [
      one('B34', 'the same thing with the same metadata adds up, with other metadata it is a line of its own'),
      one('B35', 'more than there is: refused with what can be had, and nothing is added', differs),
      one('B36', 'what is sold out adds no line'),
      one('B37', 'quantity 0 takes a line out; a negative one and one beyond the limit are refused'),
      one('B38', 'while an order is being paid its cart may change, the order does not', differs),
      one(
        'B39',
        'no order without goods, buyer and delivery, nor of goods that are gone; one that waits can be cancelled',
      ),
      one('B40', 'a way of delivery that does not fit any more is cleared with a notice', differs),
      one('B41', 'another market is another price; a country outside it is refused; no rate, no tax lines', differs),
      one('B42', 'delivery and billing address set at once both stick'),
      one('B43', "a guest's cart is added to the account's at log-in", differs),
      one('B44', 'a price that changed is the price, with a notice that says so', differs),
      one('B45', 'a guest opens his order by its token for thirty days, and nobody else does', differs),
      one('B46', 'an order sent twice is one order; a total that moved is told, and the cart stays open'),
      one('B47', 'a payment is of the total that the order was placed with, whatever changes later', differs),
      one('B48', 'a way to pay that is not offered is refused before anything is written', {
        waitsFor: 'ways to pay by market',
        partly: true,
      }),
    ],
  },
  {
    title: 'Stock',
    behaviours: [
      one('B49', 'no more is held than there is, and what is released can be had again'),
      one('B50', 'what is on hand never falls below zero, nor below what is held'),
      one('B51', 'thresholds: to sell below zero, or to keep some back', { waitsFor: 'backorders' }),
      one('B52', 'the order holds, the payment sells, the cancellation returns, each with its movement', differs),
      one('B53', 'to authorise and then capture takes stock once; to cancel gives back only what was taken'),
      one('B54', 'more than is on hand cannot be sent; a part can', { waitsFor: 'sending in parts' }),
      one('B55', 'one thing on two lines cannot oversell; what others hold is not there; a hold is one row'),
      one('B56', 'nothing is sent from a place that holds nothing for the order', { waitsFor: 'sending in parts' }),
    ],
  },
  {
    title: 'Payments, refunds, states of an order',
    behaviours: [
      one('B57', 'captures stay within what was authorised, refunds within what was captured, each once', differs),
      one('B58', 'a payment on its way keeps its order waiting; the news moves it once', {
        waitsFor: 'several payments for one order',
        partly: true,
      }),
      one('B59', 'only declared states; what was sent is not cancelled; a cancellation returns what is left'),
      one('B60', 'what is undone was never told; an order that fails is undone in reverse', {
        waitsFor: 'edits and returns of orders',
        partly: true,
      }),
    ],
  },
]

export const behaviours: Behaviour[] = register.flatMap((group) => group.behaviours)
