"""What every floor stands on: database, doors, clock, errors, events, audit, languages."""
