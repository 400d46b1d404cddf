//! Lines that fit everywhere: waiting, giving up, answering a supervisor.

pub(super) const NAGS: [&str; 8] = [
    "Hello? Is anybody there?",
    "Still here, still waiting…",
    "I have been waiting a while now.",
    "??",
    "Could you at least tell me how long it takes?",
    "I am on my lunch break, I have ten minutes left ⏳",
    "Please don't forget me 🙂",
    "Hm.",
];

pub(super) const GIVING_UP: [&str; 4] = [
    "Never mind, I'll call instead.",
    "This takes too long. Goodbye.",
    "I give up for today 😤",
    "I'll come by the shop. No thanks to you.",
];

pub(super) const THANKS_FOR_HINT: [&str; 6] = [
    "Thanks, doing that now.",
    "Good point, asking right away.",
    "On it 👍",
    "Understood. Shall I offer a refund if that fails?",
    "Ok. I was not sure I was allowed to.",
    "Thanks, I had missed that.",
];

pub(super) const HELLO_SUPERVISOR: [&str; 5] = [
    "Oh, hello {}! Thanks for stepping in.",
    "Hi {}, good to have somebody in charge here.",
    "Thank you {}. That helps.",
    "Ok {}, let's try that.",
    "Nice to meet you {} 🙂",
];

pub(super) const ASIDES: [&str; 4] = [
    "The stock system is slow today, this may take a minute.",
    "Same complaint as the one I had this morning.",
    "I think this customer has written twice already this week.",
    "Checking the contract before I promise anything.",
];

pub(super) const CLOSING: [&str; 4] = [
    "Thank you for writing. Have a good day!",
    "Glad we could sort it out. Goodbye!",
    "You can answer this number any time. Take care!",
    "Closing this for now. Just write again if it comes back.",
];
