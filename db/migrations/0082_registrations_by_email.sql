-- An erasure asks who else has the address, while it holds the channels: no claim may wait for it to read every registration.
create index registrations_email on registrations (email) where email is not null;
