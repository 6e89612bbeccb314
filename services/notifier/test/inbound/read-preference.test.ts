import { test } from 'tap'
import { ENGLISH, ROMAN } from '../../src/inbound/preference-phrases.ts'
import { SCRIPTS } from '../../src/inbound/preference-scripts.ts'
import { mayAskToStop, readPreference } from '../../src/inbound/read-preference.ts'

const STOP = [
  'STOP',
  'stop',
  ' Stop. ',
  '"STOP"',
  'STOP!!! 🛑',
  'ＳＴＯＰ',
  'stop\u200B',
  'Stop  all',
  'STOP_ALL',
  'opt-out',
  'Unsubscribe',
  'बंद करो',
  'बंद करो।',
  'रोकें',
  'رک جائیں',
  'رك جائيں',
  'بند کریں۔',
  'توقّف',
  'إيقاف',
  'ايقاف',
  'બંધ કરો',
  'থামান',
  'थांबवा',
  'நிறுத்து',
  'Stop. Thank you',
  'stop please',
  'STOP STOP STOP',
  'Hi, please stop messaging me. Thanks!',
  'Assalamu alaikum, please stop',
  'Stop promotions',
  'Unsubscribe me',
  'remove me',
  'Remove me from this list',
  'Don’t message me',
  'dont send me any more messages',
  'No more messages please',
  'Stop thanks in advance',
  'STOP_PROMOTIONS',
  'Opt out of messages',
  'Please do not message me again',
  'band karo bhai',
  'mujhe message bhejna band karo',
  'মেসেজ বন্ধ করুন',
  'മെസ്സേജ് അയക്കല്ലേ',
  'message band kara',
  'bhai message band kar do',
  'mujhe message mat bhejo please',
  'msg nahi chahiye',
  'मैसेज मत भेजो',
  'कृपया मैसेज बंद करें',
  'मुझे मैसेज नहीं चाहिए',
  'میسج مت بھیجو',
  'مجھے پیغامات نہ بھیجیں شکریہ',
  'من فضلك توقف عن إرسال الرسائل',
  'إيقاف العروض الترويجية',
  'ദയവായി മെസേജ് അയക്കരുത്',
  'നിര്\u200Dത്തുക', // the chillu as a joined letter
  'മെസ്സേജ് വേണ്ട',
  'message venda',
  'தயவுசெய்து நிறுத்துங்கள்',
  'மெசேஜ் அனுப்பாதீங்க',
  'ದಯವಿಟ್ಟು ನಿಲ್ಲಿಸಿ',
  'ಸಂದೇಶ ಕಳುಹಿಸಬೇಡಿ',
  'দয়া করে মেসেজ পাঠাবেন না',
  'મને મેસેજ ના મોકલો',
  'मला मेसेज पाठवू नका',
  'దయచేసి మెసేజ్\u200Cలు పంపకండి',
]

for (const text of STOP) {
  test(`read-preference: ${JSON.stringify(text)}, stop`, async (t) => t.equal(readPreference(text), 'stop'))
}

const START = [
  'START',
  'Start!',
  'unstop',
  'शुरू करें',
  'شروع کریں',
  'ابدا',
  'શરૂ કરો',
  'opt-in',
  'Please start again',
  'start sending me messages',
  'Resume promotions',
  'shuru karo bhai',
  'message bhejo',
  'कृपया शुरू करें',
]

for (const text of START) {
  test(`read-preference: ${JSON.stringify(text)}, start`, async (t) => t.equal(readPreference(text), 'start'))
}

const NEITHER = [
  'please stop by at 5',
  'I will stop at the mosque',
  'stopp',
  'stop start',
  'cancel',
  'Cancel my duty',
  'quit',
  'end',
  'रुको',
  'yes',
  '',
  '🛑',
  'toString',
  'stop'.padEnd(5_000, '.'),
  'Stop by at 5 pm?',
  "I can't stop coughing, will miss the duty",
  'my stop is next',
  'my stop',
  'Stop here',
  'Where is the bus stop',
  'I will stop volunteering',
  'stop the duty',
  'remove me from duty',
  'stop, I will come',
  'No message received',
  'duty band karo',
  'मत करो',
  'नहीं चाहिए',
  'venda',
  'please',
  'message',
  'start at 5?',
]

const NEGATIONS = [
  "don't stop",
  'Please do not stop the messages',
  'never stop',
  'please dont unsubscribe me',
  "don't start",
  'band mat karo',
  'message band mat karo',
  'बंद मत करो',
  'मैसेज बंद न करें',
  'बंद करू नका',
  'بند نہ کریں',
  'لا توقف',
  'বন্ধ করবেন না',
  'બંધ ન કરો',
  'நிறுத்த வேண்டாம்',
  'ఆపవద్దు',
  'ನಿಲ್ಲಿಸಬೇಡಿ',
  'നിർത്തരുത്',
]

for (const text of [...NEITHER, ...NEGATIONS]) {
  test(`read-preference: ${JSON.stringify(text.slice(0, 40))}, no preference`, async (t) => {
    t.equal(readPreference(text), null)
  })
}

test('read-preference: every listed phrase, its listed preference', async (t) => {
  for (const preference of ['stop', 'start'] as const) {
    for (const phrase of [ENGLISH, ...ROMAN, ...SCRIPTS].flatMap((phrases) => phrases[preference])) {
      t.equal(readPreference(phrase), preference, phrase)
      t.equal(readPreference(` ${phrase.toUpperCase().normalize('NFD')}! `), preference, phrase)
    }
  }
})

test('may-ask-to-stop: a STOP phrase beside other words, yes; other texts, no', async (t) => {
  for (const text of [
    "I can't stop coughing, will miss the duty",
    'Stop by at 5 pm?',
    'bhai ye sab band karo warna complain',
    'Why do you send this? Remove me!',
    `${'a '.repeat(4_000)}stop`,
  ]) {
    t.ok(mayAskToStop(text), text.slice(0, 40))
  }
  for (const text of ['', 'Salam, I will be there', 'My stopwatch is broken', 'message', 'thank you']) {
    t.notOk(mayAskToStop(text), text)
  }
})
