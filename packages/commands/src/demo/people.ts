import type { NewPerson } from './season.ts'

/** What each is there for stands behind the name; the rest are reached and read. */
export const PEOPLE = [
  person('Ahmed Ali'),
  person('Fatima Shaikh', { with_mail: true }),
  person('محمد یوسف خان', { language: 'ur' }),
  person('عائشہ صدیقی', { language: 'ur', with_mail: true }),
  person('अब्दुल रहमान', { language: 'hi' }),
  person('सलमा बेगम', { language: 'hi', with_mail: true }),
  person('মোহাম্মদ করিম'),
  // From here on they have the duties of tomorrow.
  person('ഫാത്തിമ ബീവി', { with_mail: true }),
  person('María José Núñez', { with_mail: true }),
  person('Shabana Ansari', { trouble: 'owed' }),
  person('Łukasz Żółć'),
  person('Ibrahim Landline', { trouble: 'landline' }),
  person('Yusuf Pathan', { trouble: 'not_on_whatsapp' }),
  person('Zainab Qureshi', { trouble: 'not_on_whatsapp', with_mail: true }),
  person('Farid Contractor', { trouble: 'number_changed' }),
  person('Nadia Farooqui', { writes: 'STOP' }),
  person('முகமது இஸ்மாயில்', { trouble: 'unanswered' }),
  person('M. K. Ansari', { with_mail: true }),
  person('Imran Sayyed', { trouble: 'withheld' }),
  person('Bilal Momin', { trouble: 'no_mailbox', with_mail: true }),
  person('Sana Mirza', { trouble: 'mailbox_full', with_mail: true }),
  person('Rukhsana Khan', { trouble: 'phone_off' }),
  person('Junaid Shah', { trouble: 'never_opens' }),
  person('Haroon Rashid', { trouble: 'in_doubt' }),
  person('Osman Dalvi', { writes: 'Can I come with my brother? He is not registered yet.' }),
  person('नसीम अख़्तर', { writes: 'किस गेट पर आना है?', language: 'hi' }),
  person('Tariq Mehmood', { trouble: 'told_by_phone' }),
  person('Kabir Memon', { trouble: 'moved' }),
  person('Rehana Bi', { trouble: 'withdrawn', with_mail: true }),
  person('Khadija Noorani', { trouble: 'too_late' }),
] as const satisfies readonly NewPerson[]

function person(full_name: string, facts: Omit<NewPerson, 'full_name'> = {}): NewPerson {
  return { full_name, ...facts }
}
