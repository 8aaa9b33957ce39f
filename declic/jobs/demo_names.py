"""First names of Belgium today, in its three languages and of families from elsewhere."""

from random import Random

from declic.accounts.models import Language

FRENCH = (
    "Emma Louise Olivia Mila Jade Alice Juliette Camille Zoé Léa Chloé Manon Inès Clara Élise Margaux Romane "
    "Noah Arthur Louis Adam Liam Hugo Gabriel Jules Lucas Nathan Théo Maxime Ethan Eliott Sacha Basile Achille "
    "Tom Robin Simon Martin Victor Augustin"
).split()
DUTCH = (
    "Noor Marie Elena Lotte Fien Amber Nora Ella Julie Lore Hanne Febe Nina Jill Roos Tess Elise Linde "
    "Jef Finn Lowie Mathis Kobe Seppe Vince Stan Senne Wout Lars Warre Ferre Jasper Daan Mauro Rune Matteo"
).split()
GERMAN = (
    "Lena Mia Lea Anna Emilia Hannah Leonie Johanna Charlotte Marlene Paul Jonas Felix Elias Ben Moritz "
    "Luca David Jan Niklas"
).split()
ELSEWHERE = (
    "Amina Yasmine Aya Salma Nour Imane Hafsa Yassine Bilal Mehdi Ayoub Rayan Zakaria Elif Zeynep Emir Mert "
    "Grâce Merveille Divine Exaucé Kevine Chidi Fatou Mamadou Aïssatou Ibrahim Oksana Daryna Maksym Ioana Radu "
    "Zofia Jakub Tiago Beatriz Arash Zahra Farid Selam Yonas Layla Omar Sami Priya Rohan Mei Thanh Dalia Samuel"
).split()
OWN = {Language.FR: FRENCH, Language.NL: DUTCH, Language.DE: GERMAN}
INITIALS = "AABBBCCDDDDEFGGHHJKKLLLMMMNNOPPRRSSSTTVVVWYZ"
FROM_ELSEWHERE = 0.38


class Names:
    """Hands out names so that no two people are shown alike."""

    def __init__(self, dice: Random) -> None:
        self._dice = dice
        self._given: set[tuple[str, str]] = set()

    def take(self, first_name: str, initial: str) -> tuple[str, str]:
        """Keep a name that the story has chosen."""
        self._given.add((first_name, initial))
        return first_name, initial

    def draw(self, language: Language) -> tuple[str, str]:
        """A new name that fits a place of that language."""
        while True:
            elsewhere = self._dice.random() < FROM_ELSEWHERE
            pool = ELSEWHERE if elsewhere else OWN.get(language, FRENCH)
            name = self._dice.choice(pool), self._dice.choice(INITIALS)
            if name not in self._given:
                return self.take(*name)
