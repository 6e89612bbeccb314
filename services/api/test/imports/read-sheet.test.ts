import { test } from 'tap'
import { readDate } from '../../src/imports/read-date.ts'
import { type Layout, readSheet } from '../../src/imports/read-sheet.ts'

const LAYOUT: Layout = {
  fields: ['full_name', 'phone_number', 'email', 'duty_date', 'duty_time'],
  required: [['full_name'], ['phone_number', 'email']],
}
const read = (text: string | Uint8Array) =>
  readSheet(typeof text === 'string' ? Buffer.from(text) : text, LAYOUT)
const cellsOf = async (text: string | Uint8Array) => (await read(text)).rows.map(({ cells }) => cells)

const sheet = (delimiter: string, name: string) =>
  `Name${delimiter}Mobile\r\n${name}${delimiter}"98765 43210"\r\n`

void test('an encoding and a delimiter of any spreadsheet, are found', async (t) => {
  const utf16be = Buffer.from(`\uFEFF${sheet('\t', 'अहमद')}`, 'utf16le').swap16()
  for (const [bytes, name] of [
    [Buffer.from(sheet(',', 'أحمد')), 'أحمد'],
    [Buffer.from(`\uFEFF${sheet(';', 'احمد')}`), 'احمد'],
    [Buffer.from(`\uFEFF${sheet('\t', 'আহমেদ')}`, 'utf16le'), 'আহমেদ'],
    [Buffer.from(sheet(',', 'José'), 'utf16le'), 'José'],
    [utf16be, 'अहमद'],
    [Buffer.from(sheet(';', 'José'), 'latin1'), 'José'],
    [Buffer.from(sheet(',', '\x93Joe\x94'), 'latin1'), '“Joe”'],
    [Buffer.from(`sep=;\r\n${sheet(';', 'Joe, junior')}`), 'Joe, junior'],
  ] as const) {
    t.same(await cellsOf(bytes), [{ full_name: name, phone_number: '98765 43210' }])
  }
  t.same(
    await cellsOf('Note, with comma; E-mail; Name\n x ;; Ahmed\n'),
    [{ full_name: 'Ahmed', email: '' }],
    'the delimiter with which the header is known',
  )
})

void test('a file that is no CSV file, is refused with what to do', async (t) => {
  for (const [file, message] of [
    [Buffer.from('504b030414000600', 'hex'), /workbook: save it as CSV/],
    [Buffer.from('a\0\0b'), /not a text/],
    [Buffer.from('Name,Phone\r\nNul \0 x,98765 43210\r\n'), /not a text/],
    ['', /empty/],
    ['Foo,Bar\n1,2\n', /full_name: The first line has no column full_name. Its columns are: Foo, Bar/],
    ['Volunteers 2027,\n\nName,Phone\n', /Delete the rows above the header/],
    ['Name,Phone,Mobile\nAhmed,1,2\n', /The columns Phone and Mobile both hold phone_number/],
  ] as const) {
    await t.rejects(read(file), { message }, String(message))
  }
})

void test('headers in the languages of the users, in any order, with brackets and upper case', async (t) => {
  for (const header of [
    'MOBILE NO.;Full Name;E-Mail (optional);Date;Duty',
    'मोबाइल नंबर,नाम,ईमेल,तारीख,ड्यूटी',
    'موبائل نمبر,نام,ای میل,تاریخ,ڈیوٹی',
    'মোবাইল নম্বর,নাম,ইমেইল,তারিখ,ডিউটি',
    'رقم الجوال,الاسم,البريد الإلكتروني,التاريخ,المناوبة',
  ]) {
    const delimiter = header.includes(';') ? ';' : ','
    const row = ['1', 'Ahmed', 'a@x.org', '2026-03-15', 'Fajar'].join(delimiter)
    t.same(
      await cellsOf(`${header}\n${row}`),
      [
        {
          phone_number: '1',
          full_name: 'Ahmed',
          email: 'a@x.org',
          duty_date: '2026-03-15',
          duty_time: 'Fajar',
        },
      ],
      header,
    )
  }
  const { rows, ignored_columns } = await read(
    'Timestamp,Name,Phone,Time,Duty,Remarks\n1,Ahmed,2,5:30,Fajar,x\n',
  )
  t.equal(rows[0]?.cells.duty_time, 'Fajar', 'Duty is meant where there is a Time, too')
  t.same(ignored_columns, ['Timestamp', 'Time', 'Remarks'])
})

void test('a column about WhatsApp, holds consent where it asks for yes or no, else the number', async (t) => {
  const layout: Layout = { ...LAYOUT, fields: [...LAYOUT.fields, 'whatsapp_opt_in'] }
  for (const [header, opt_in] of [
    ['WhatsApp (yes/no)', true],
    ['WhatsApp? (Y / N)', true],
    ['WhatsApp yes or no', true],
    ['WhatsApp number: yes/no', true],
    ['व्हाट्सएप (हाँ/नहीं)', true],
    ['واٹس ایپ (ہاں/نہیں)', true],
    ['WhatsApp No.', false],
    ['WhatsApp (no landline)', false],
  ] as const) {
    const { rows } = await readSheet(Buffer.from(`Name,E-mail,${header}\nAhmed,a@x.org,1`), layout)
    const { whatsapp_opt_in, phone_number } = rows[0]?.cells ?? {}
    t.same([whatsapp_opt_in, phone_number], opt_in ? ['1', undefined] : [undefined, '1'], header)
  }
})

void test('a broken row among 2,000, costs only itself; each line is where the row begins', async (t) => {
  const rows = Array.from({ length: 2_000 }, (_, index) => `"Ali, ${index}","+91\n98765"`)
  rows[30] = '"Ali, 30,+91'
  rows[700] = 'Ali "the tall",+91'
  rows[900] = 'Ali, 900,+91'
  const sheet = await read(['Name,Phone', ...rows, ',', '', '"last,+91'].join('\r\n'))
  t.equal(sheet.rows.length, 2_001)
  const refused = sheet.rows.filter(({ fault }) => fault !== undefined)
  t.same(
    refused.map(({ line, fault }) => [line, fault?.code]),
    [
      [62, 'quotation_marks'],
      [1401, 'quotation_marks'],
      [1800, 'too_many_cells'],
      [4001, 'quotation_marks'],
    ],
  )
  t.same(sheet.rows[31], {
    line: 63,
    cells: { full_name: 'Ali, 31', phone_number: '+91\n98765' },
    fault: undefined,
  })
})

void test('a date, as people and spreadsheets write it', async (t) => {
  for (const text of [
    '2026-03-05',
    '2026-03-05 00:00:00',
    '2026-03-05T00:00:00Z',
    '05.03.2026',
    '5/3/2026',
    '5-Mar-2026',
    '5 March 2026',
    'Thursday, 5th March 2026',
    'March 5, 2026',
    '٥/٣/٢٠٢٦',
    '5 मार्च 2026',
    '5 مارچ 2026',
    '5 মার্চ 2026',
    '5 مارس 2026',
  ]) {
    const read = readDate(text)
    t.equal(read.ok && read.date.toString(), '2026-03-05', text)
  }
  for (const [text, code] of [
    ['05/03/26', 'two_digit_year'],
    ['5-Mar-26', 'two_digit_year'],
    ['46086', 'date_serial_number'],
    ['46086.5', 'date_serial_number'],
    ['03/25/2026', 'no_such_month'],
    ['31.02.2026', 'no_such_day'],
    ['5 Smarch 2026', 'date_format'],
    ['tomorrow', 'date_format'],
    ['5/3/1926', 'year_out_of_range'],
    ['', 'missing'],
  ] as const) {
    t.match(readDate(text), { ok: false, code, fault: /\.$/ }, text)
  }
})
