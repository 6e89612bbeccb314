/**
 * Phrases that mean STOP or START, by language. They omit what a volunteer may write about a duty, or what means "wait":
 * cancel, end, quit, not interested, रुको, थांबा.
 */
export interface Phrases {
  /** Words that may stand around a phrase: pronouns, "all", "now". */
  readonly fillers: readonly string[]
  /** Words for messages. */
  readonly nouns: readonly string[]
  readonly stop: readonly string[]
  /** Means STOP only beside a word for messages: "don't want". */
  readonly stop_with_noun?: readonly string[]
  readonly start: readonly string[]
  readonly start_with_noun?: readonly string[]
}

/** In English the other words follow the phrase: "stop these messages"; "my stop" is a bus stop. */
export const ENGLISH: Phrases = {
  fillers: words(
    'me us it this that these those your the any all more further such now immediately again anymore ever my our number from to on list group of everything completely forever you sending send messaging texting contacting spamming disturbing bothering writing receiving getting right away',
  ),
  nouns: words(
    'message messages msg msgs text texts sms promotion promotions promo promos reminder reminders notification notifications update updates alert alerts marketing spam ads offers whatsapp mails mail',
  ),
  stop: [
    'stop',
    'stopall',
    'unsubscribe',
    'unsub',
    'un subscribe',
    'unsuscribe',
    'opt out',
    'optout',
    'opt me out',
    'i want to unsubscribe',
    'remove me',
    'remove us',
    ...combine(['remove', 'delete'], ['my number', 'this number']),
    'take me off',
    'leave me alone',
    // Meta's button "Stop promotions" in other languages
    'detener promociones',
    'parar promoções',
    'arrêter les promotions',
    'hentikan promosi',
    ...combine(
      ['dont', 'do not', 'never', 'pls dont'],
      ['message', 'text', 'contact', 'msg', 'whatsapp', 'disturb', 'spam'],
    ),
  ],
  stop_with_noun: [
    ...combine(['dont', 'do not', 'never', 'i dont', 'i do not'], ['send', 'want', 'want to receive']),
    'no more',
    'i want no',
    'i want no more',
  ],
  start: ['start', 'restart', 'unstop', 'subscribe', 'resubscribe', 'opt in', 'optin', 'opt me in', 'resume'],
  start_with_noun: ['send', 'i want', 'i want to receive'],
}

const ROMAN_DO = words(
  'karo kro kare karen karein kar_do kardo kr_do krdo kar_den kar_dein kardein kar_dijiye kardijiye kar_dijiyega karna kijiye kijiyega kariye kriye kar_de karde',
)
const ROMAN_SEND = words(
  'bhejo bhejiye bhejiyega bhejna bhejen bhejein bheje bejo bhejo_na bheja_karo bheja_karein',
)

/** Indian languages in Latin letters. The verb comes last; the other words may stand before and after it. */
export const ROMAN: readonly Phrases[] = [
  {
    // Hindi and Urdu in Latin letters
    fillers: words(
      'mujhe mujhko mujhy muje humein hume hamein hamen humko ye yeh sab sabhi saare sare ab abhi aage agay aagay se say aur koi bhi is iss number pe par mere mera ko ki ka ke dobara phir fir kabhi apna apne bhejna bhejne',
    ),
    nouns: words(
      'message messages msg msgs sms mesej messej maisej paigham reminder reminders notification notifications whatsapp promotion promotions',
    ),
    stop: [
      ...combine(['band', 'bandh', 'bund', 'stop', 'unsubscribe'], ROMAN_DO),
      ...combine(words('mat na nahi nahin'), ROMAN_SEND),
      ...words('stop unsubscribe rok_do rok_dein rok_den rok_dijiye rokein roken'),
      ...combine(words('number mujhe list_se'), words('hata_do hatado hata_dein hatao nikal_do')),
      ...combine(['number delete'], ROMAN_DO),
    ],
    stop_with_noun: [
      ...combine(words('mat na nahi nahin nai'), [
        ...ROMAN_DO,
        ...words('do den dein dena chahiye chahie chaiye chahye chahiyen'),
      ]),
    ],
    start: combine(words('shuru shru chalu start'), ROMAN_DO),
    start_with_noun: ROMAN_SEND,
  },
  {
    // Bengali, Gujarati and Marathi in Latin letters
    fillers: words('amake amader ar ei mane hve mala aata ya'),
    nouns: words('message messages msg msgs sms sandesh'),
    stop: words(
      'bondho_korun bondho_koro bondho_kore_din pathaben_na pathaiyen_na pathio_na bandh_karo bandh_kari_do na_moklo moklso_nahi band_kara pathavu_naka pathvu_naka thambva thambava',
    ),
    stop_with_noun: words('lagbe_na chai_na nako nathi_joito nathi_joita'),
    start: words('suru_korun shuru_korun suru_kara chalu_kara'),
  },
  {
    // Dravidian languages in Latin letters
    fillers: words('enakku ini inimel ee nanage innu naaku naku ika enikku ente'),
    nouns: words('message messages msg msgs sms sandesham'),
    stop: words(
      'niruthu niruthunga niruthungal nirthu nirthuka nirthoo stop_pannunga stop_pannu anuppadheenga anupadinga anuppa_vendam anuppathinga stop_cheyyandi stop_cheyandi apandi aapandi pampakandi pampavaddu pampoddu nillisi kalisabedi kaluhisabedi stop_madi stop_maadi stop_cheyyu stop_cheyyuka ayakkaruth ayakkaruthu ayakkanda ayakkenda',
    ),
    stop_with_noun: words('vendam venda vaddu beda'),
    start: words('start_pannunga start_cheyyandi start_madi start_cheyyuka thudanguka'),
  },
]

export const COURTESY: readonly string[] = words(
  'please pls plz plss kindly just thanks thanks_a_lot many_thanks thanks_in_advance thanx tnx thank_you thank_you_so_much thank_you_very_much i_beg_you thank_u thankyou thx ty sorry hi hello hey dear sir madam maam mam bro brother bhai bhaiya bhaijaan sis sister didi baji friend friends team admin guys ok okay yes can_you could_you can_u would_you you_can i_want_you_to i_would_like_you_to regards good_morning good_evening good_afternoon salam salaam assalamualaikum assalamu_alaikum assalam_o_alaikum as_salamu_alaykum walaikum_salam jazakallah jazak_allah jazakallah_khair jazakallah_khairan shukriya shukria dhanyavad dhanyawad meharbani mehrbani namaste ji sahab sahib saab janab yaar uncle aunty anna akka chetta nandri nanri dayavittu dayachesi dayavayi ' +
    'कृपया कृपा_करके प्लीज प्लीज़ धन्यवाद शुक्रिया भाई भैया जी सर मैडम नमस्ते दीदी हाँ हां सलाम आभार दादा ताई ' +
    'براہ_کرم برائے_مہربانی مہربانی پلیز شکریہ بھائی جی جناب صاحب سلام السلام_علیکم جزاک_اللہ ' +
    'من_فضلك من_فضلكم لو_سمحت لو_سمحتم رجاء الرجاء شكرا أخي أختي نعم جزاك_الله_خيرا ' +
    'કૃપા_કરીને મહેરબાની આભાર ભાઈ જી પ્લીઝ બહેન ' +
    'দয়া_করে অনুগ্রহ_করে প্লিজ ধন্যবাদ ভাই ভাইয়া দাদা আপু ' +
    'ਕਿਰਪਾ_ਕਰਕੇ ਜੀ ਧੰਨਵਾਦ ਵੀਰ ਭਾਜੀ தயவுசெய்து தயவு_செய்து நன்றி அண்ணா ப்ளீஸ் దయచేసి ధన్యవాదాలు అన్న ప్లీజ్ ' +
    'ದಯವಿಟ್ಟು ಧನ್ಯವಾದ ಧನ್ಯವಾದಗಳು ಅಣ್ಣ ಪ್ಲೀಸ್ ദയവായി നന്ദി ചേട്ടാ പ്ലീസ്',
)

/** `_` joins the words of one phrase. */
export function words(text: string): string[] {
  return text.split(' ').map((phrase) => phrase.replaceAll('_', ' '))
}

export function combine(first: readonly string[], second: readonly string[]): string[] {
  return first.flatMap((word) => second.map((other) => `${word} ${other}`))
}
