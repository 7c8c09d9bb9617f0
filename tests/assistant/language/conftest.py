from hypothesis import settings

# The first sentence loads the lexicon and the map: no deadline for one example.
settings.register_profile("language", deadline=None)
settings.load_profile("language")
