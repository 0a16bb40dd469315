/**
 * The passwords that are guessed first, of those with 8 characters and more: what every published list of leaked
 * passwords agrees on, in lower case. Rules cover the rest of their kind, so the list stays short.
 */
const commonest = new Set(
  `password passw0rd p@ssword p@ssw0rd pa55word passwort contraseña contrasena motdepasse sunshine princess
   football baseball basketball superman batman123 iloveyou iloveyou1 ihateyou trustno1 welcome1 welcome123
   whatever starwars computer corvette mercedes michelle jennifer jessica1 charlie1 victoria samantha elizabeth
   benjamin nicholas jonathan christopher alexander alexandra patricia veronica danielle caroline hardcore midnight
   internet liverpool arsenal1 chelsea1 barcelona manchester realmadrid juventus bismillah spiderman pokemon1
   pokemon123 naruto123 minecraft metallica slipknot scorpion dolphins cowboys1 steelers yankees1 redskins packers1
   marlboro budweiser cheyenne mountain mustang1 maverick porsche911 ferrari1 harley123 einstein galaxy123 godzilla
   gandalf1 stargate startrek enterprise champion creative digital1 dragon123 monkey123 shadow123 master123
   killer123 hunter123 ranger123 soccer123 hockey123 summer123 winter123 spring123 autumn123 letmein1 letmein123
   login123 admin123 administrator administrador adminadmin rootroot root1234 test1234 testtest test12345 changeme
   changeme1 changeme123 default1 secret123 security guest123 user1234 username demo1234 demodemo temp1234
   temporary abcd1234 abc12345 abc123456 a1b2c3d4 a1234567 a12345678 a123456789 aa123456 aa12345678 ab123456
   asd12345 asdf1234 asdfasdf asdfghjkl asdfghjk zxcvbnm1 zxcvbnm123 zaq12wsx zaq1zaq1 zaq1xsw2 1qaz2wsx 1qazxsw2
   1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y q1w2e3r4 q1w2e3r4t5 qazwsxedc qazwsx123 qweasdzxc qwe12345 qwer1234 qwerty12
   qwerty123 qwerty1234 qwerty12345 qwertyui qwertyuiop qwertz123 qwertzuiop azerty123 azertyuiop 123qweasd
   123qwe123 123abc123 12qwaszx 1234qwer 12345qwert 123456abc 123456aa 123456789a 123456789q 1234567a 12345678a
   987654321a 11223344 12121212 12341234 12344321 112233445566 13131313 14141414 147258369 147852369 159753258
   159357258 741852963 789456123 963852741 87654321 98765432 987654321 9876543210 20202020 10203040 102030405
   19841984 19871987 19901990 20002000 66668888 88886666 52013140 5201314520 love1234 loveyou1 lovelove iloveu123
   forever1 babygirl babygirl1 princess1 beautiful butterfly blink182 bluebird brooklyn california caterina
   cristina daniel123 david123 diamond1 elephant estrella fernando francisco friends1 friendship gabriela garfield
   george123 gangster happy123 hello123 hello1234 helloworld hellokitty jesus123 jesuschrist jordan23 jordan123
   justin123 kimberly lalala123 liverpool1 london123 marina123 matthew1 melissa1 michael1 michelle1 monica123
   mynoob123 natalie1 nirvana1 november october1 september december february orlando1 pa$$word pass1234 pass12345
   passpass password! passport patrick1 peanut123 pepper123 phoenix1 playboy1 portugal precious rainbow1 rammstein
   rebecca1 remember robert123 samsung1 samsung123 sandra123 savannah scooby123 serenity sergio123 shannon1
   snickers softball sparky123 startfinding stephanie sunflower superstar sweetheart sweetie1 sweetpea tamara123
   teddybear thomas123 thunder1 tiffany1 tinkerbell tottenham twilight universe valentina vampire1 vanessa1
   verbatim wildcats william1 williams windows1 xbox3600 youtube1 unknown1 google123 facebook1 linkedin myspace1
   yellow123 zachary1 juniperyard banyan123`.split(/\s+/),
)

const rows = [
  '01234567890123456789',
  'abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertzuiopasdfghjklyxcvbnm',
]
const backwards = rows.map((row) => [...row].reverse().join(''))

/**
 * True for a password that guessers try first: on the list, also with digits or marks behind it; one character or a
 * short group repeated; a run along the alphabet, the digits or the keyboard; or the e-mail or its name. `email` null
 * where there is none.
 */
export function isWeak(password: string, email: string | null): boolean {
  const low = password.toLowerCase()
  const core = low.replace(/[\d!?.,*#$@_-]+$/, '')
  if (commonest.has(low) || (core.length >= 8 && commonest.has(core)) || core === 'password' || core === 'passwort')
    return true
  if (/^(.{1,3}?)\1+$/su.test(low)) return true
  if ([...rows, ...backwards].some((row) => row.includes(low))) return true
  return email !== null && (low === email || (low === email.split('@')[0] && low.length >= 8))
}
