"""Angriper installasjonen slik den står, og sier i klart språk om noe kan koble en deltaker til et svar."""
