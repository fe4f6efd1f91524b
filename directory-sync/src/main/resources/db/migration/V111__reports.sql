-- Who is below whom, for supervisors.
create index person_by_manager on directory.person (manager) where manager is not null;
