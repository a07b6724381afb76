//! Collectors poll devices over SNMP and turn their answers into readings; they know nothing of the city.
