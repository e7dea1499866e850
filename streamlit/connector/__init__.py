"""The pages of the app. They hold no logic of their own: they call its procedures and read its views."""
