/**
 * What asks for no more messages, and for messages again, when nothing else is said. Left out is what a volunteer may say of
 * a duty, or mean as "wait": cancel, end, quit, रुको, थांबा.
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
