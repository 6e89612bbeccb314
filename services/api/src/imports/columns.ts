import { askedWithYesOrNo } from './yes-or-no.ts'

/** What a column of an imported file may hold. */
export type Field =
  | 'registration_id'
  | 'full_name'
  | 'phone_number'
  | 'email'
  | 'whatsapp_opt_in'
  | 'language'
  | 'duty_date'
  | 'duty_time'
  | 'override'
  | 'status'

/** The headers of each field, in English, Hindi, Urdu, Bengali and Arabic; its own name comes first. */
const HEADERS: Readonly<Record<Field, string>> = {
  registration_id: 'registration_id, registration, person id',
  full_name: `full_name, name, full name, volunteer, volunteer name, name of volunteer, person, नाम,
    पूरा नाम, नाव, نام, پورا نام, নাম, পুরো নাম, الاسم, اسم, الاسم الكامل`,
  phone_number: `phone_number, phone, phone no, mobile, mobile number, mobile no, mobile phone, cell,
    cell phone, telephone, tel, contact, contact number, contact no, number, whatsapp,
    whatsapp number, whatsapp no, phone/whatsapp, mobile/whatsapp, फ़ोन, फोन, फ़ोन नंबर,
    फोन नंबर, मोबाइल, मोबाइल नंबर, व्हाट्सएप, व्हाट्सएप नंबर, فون, فون نمبر, موبائل, موبائل نمبر,
    واٹس ایپ, واٹس ایپ نمبر, ফোন, ফোন নম্বর, মোবাইল, মোবাইল নম্বর, হোয়াটসঅ্যাপ,
    হোয়াটসঅ্যাপ নম্বর, الهاتف, هاتف, رقم الهاتف, الجوال, جوال, رقم الجوال, موبايل, واتساب,
    رقم الواتساب`,
  email: `email, e-mail, mail, email address, e-mail address, email id, e-mail id, ईमेल, ई-मेल, ای میل,
    ইমেইল, ই-মেইল, البريد الإلكتروني, بريد إلكتروني, الإيميل, ايميل`,
  whatsapp_opt_in: `whatsapp_opt_in, opt in, whatsapp consent, consent, consent to whatsapp, whatsapp ok,
    whatsapp allowed, whatsapp yes/no, whatsapp messages`,
  language: 'language, lang, preferred language, भाषा, زبان, ভাষা, اللغة, لغة',
  duty_date: `duty_date, date, date of duty, day, तारीख, तारीख़, दिनांक, तिथि, تاریخ, তারিখ, التاريخ,
    تاريخ`,
  duty_time: `duty_time, duty, duty name, shift, slot, time, time of duty, ड्यूटी, सेवा, ڈیوٹی, ডিউটি,
    দায়িত্ব, المهمة, الواجب, المناوبة, مناوبة`,
  override: 'override, override_reason, override reason',
  status: 'status',
}

const FIELD_OF_HEADER = new Map(
  Object.entries(HEADERS).flatMap(([field, headers]) =>
    headers.split(',').map((header) => [keyOf(header), field]),
  ),
)

/** Headers of one field, of which another is meant where both are there: `Duty` and `Time`. */
const WEAKER_HEADERS = new Set(
  ['time', 'day', 'number', 'contact', 'person', 'volunteer', 'registration'].map(keyOf),
)

export interface Columns {
  readonly index_of: ReadonlyMap<Field, number>
  readonly header: readonly string[]
  /** Two headers of one field: which one is meant? */
  readonly twice: readonly { readonly field: Field; readonly headers: readonly [string, string] }[]
  /** Headers of no field that the import reads. */
  readonly ignored: readonly string[]
}

/** Where each field stands, in any order. Upper case, blanks, punctuation and brackets of a header do not count. */
export function findColumns(header: readonly string[], wanted: readonly Field[]): Columns {
  const columns = header.map((name, index) => {
    const key = keyOf(name)
    const asked = askedWithYesOrNo(name)
    const is_consent = asked !== null && FIELD_OF_HEADER.get(keyOf(asked)) === 'phone_number'
    const known = is_consent ? 'whatsapp_opt_in' : FIELD_OF_HEADER.get(key)
    const field = wanted.find((field) => field === known)
    return { name: name.trim(), index, field, is_weak: WEAKER_HEADERS.has(key) }
  })
  const index_of = new Map<Field, number>()
  const twice: { field: Field; headers: [string, string] }[] = []
  for (const field of wanted) {
    const all = columns.filter((column) => column.field === field)
    const strong = all.filter(({ is_weak }) => !is_weak)
    const [first, second] = strong.length > 0 ? strong : all
    if (first !== undefined) index_of.set(field, first.index)
    if (first !== undefined && second !== undefined) twice.push({ field, headers: [first.name, second.name] })
  }
  const read = new Set(index_of.values())
  const ignored = columns.filter(({ name, index }) => name !== '' && !read.has(index)).map(({ name }) => name)
  return { index_of, header, twice, ignored }
}

function keyOf(header: string): string {
  return header
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/\([^)]*\)/gu, '')
    .replaceAll(/[^\p{L}\p{M}\p{N}]/gu, '')
}
