"""Invitasjoner og påminnelser på e-post: brevet, framdriften, sendingen og det takten gjør."""
