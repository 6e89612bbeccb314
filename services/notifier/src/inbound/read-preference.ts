export type Preference = 'stop' | 'start'

/** The preference in a text that contains nothing else: "please stop by at 5" contains none. */
export function readPreference(text: string): Preference | null {
  if (text.length > MAX_LENGTH) return null
  return KNOWN.get(normalise(text)) ?? null
}

const MAX_LENGTH = 100 // the longest of the words, with room for punctuation

/** Letters for which Arabic and Urdu keyboards have several characters. */
const SAME_LETTERS: readonly (readonly [RegExp, string])[] = [
  [/[أإآٱ]/gu, 'ا'],
  [/[يى]/gu, 'ی'],
  [/ك/gu, 'ک'],
  [/[هة]/gu, 'ہ'],
]
const VOWEL_SIGNS = /[\u064B-\u065F\u0670\u0640]/gu // of Arabic, and the tatweel
const INVISIBLE = /[\p{Cf}\uFE0F]/gu // joiners, directions, the colour of an emoji
const NO_LETTERS = /[\p{P}\p{S}\p{Z}\p{Cc}]+/gu

function normalise(text: string): string {
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(INVISIBLE, '')
    .replaceAll(VOWEL_SIGNS, '')
    .replaceAll(NO_LETTERS, ' ')
    .trim()
  return SAME_LETTERS.reduce((merged, [letters, letter]) => merged.replaceAll(letters, letter), plain)
}

/**
 * Texts that mean STOP or START. They omit words that a volunteer may write about a duty, or that mean "wait": cancel, end, quit,
 * रुको, थांबा.
 */
export const PREFERENCE_WORDS = {
  stop: {
    english: [
      'stop',
      'stop all',
      'stopall',
      'please stop',
      'stop messages',
      'unsubscribe',
      'opt out',
      'optout',
    ],
    latin_hindi_urdu: ['band karo', 'band kare', 'band karen', 'band kar do', 'band kar dein'],
    hindi: ['रोकें', 'रोको', 'बंद करो', 'बंद करें', 'बंद कर दो', 'बन्द करो', 'बन्द करें', 'स्टॉप'],
    urdu: ['رک جائیں', 'روکیں', 'روک دیں', 'بند کریں', 'بند کرو', 'بند کر دیں', 'اسٹاپ', 'سٹاپ'],
    arabic: ['توقف', 'إيقاف', 'أوقف', 'قف', 'إلغاء الاشتراك'],
    gujarati: ['બંધ કરો', 'રોકો', 'અટકાવો', 'સ્ટોપ'],
    marathi: ['बंद करा', 'थांबवा'],
    bengali: ['বন্ধ করুন', 'বন্ধ করো', 'থামান', 'স্টপ'],
    punjabi: ['ਬੰਦ ਕਰੋ'],
    tamil: ['நிறுத்து', 'நிறுத்துங்கள்', 'நிறுத்தவும்', 'ஸ்டாப்'],
    telugu: ['ఆపండి', 'ఆపు', 'స్టాప్'],
    kannada: ['ನಿಲ್ಲಿಸಿ'],
    malayalam: ['നിർത്തുക'],
  },
  start: {
    english: ['start', 'unstop', 'subscribe', 'resubscribe', 'opt in', 'optin', 'resume'],
    latin_hindi_urdu: ['shuru karo', 'shuru kare', 'shuru karen'],
    hindi: ['शुरू करें', 'शुरू करो', 'शुरु करें', 'शुरु करो', 'स्टार्ट'],
    urdu: ['شروع کریں', 'شروع کرو', 'اسٹارٹ', 'سٹارٹ'],
    arabic: ['ابدأ', 'استئناف', 'اشتراك'],
    gujarati: ['શરૂ કરો', 'સ્ટાર્ટ'],
    marathi: ['सुरू करा', 'सुरु करा'],
    bengali: ['শুরু করুন', 'শুরু করো', 'স্টার্ট'],
    punjabi: ['ਸ਼ੁਰੂ ਕਰੋ'],
    tamil: ['தொடங்கு', 'தொடங்குங்கள்', 'ஸ்டார்ட்'],
    telugu: ['మొదలుపెట్టండి', 'ప్రారంభించండి'],
    kannada: ['ಪ್ರಾರಂಭಿಸಿ'],
    malayalam: ['തുടങ്ങുക'],
  },
} as const

const KNOWN: ReadonlyMap<string, Preference> = new Map([...wordsFor('stop'), ...wordsFor('start')])

function wordsFor(preference: Preference): [string, Preference][] {
  const words = Object.values(PREFERENCE_WORDS[preference]).flat()
  return words.map((word) => [normalise(word), preference])
}
