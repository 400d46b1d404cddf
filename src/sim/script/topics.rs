//! What customers write about, and how it goes; knows nobody by name.

/// Who says a line, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    /// The customer.
    Customer(&'static str),
    /// The agent.
    Agent(&'static str),
    /// A link by the agent.
    Link(&'static str),
}

use Line::{Agent, Customer, Link};

/// A subject and a dialogue about it.
#[derive(Debug)]
pub(super) struct Topic {
    pub(super) subject: &'static str,
    pub(super) service: &'static str,
    pub(super) lines: &'static [Line],
}

pub(super) const TOPICS: [Topic; 12] = [
    Topic {
        subject: "Heater fault",
        service: "repairs",
        lines: &[
            Customer("My heater shows E7 since last night."),
            Agent("Thanks for writing. E7 is usually low water pressure. Is the dial below one?"),
            Customer("The dial sits at half a bar."),
            Agent("Then it needs filling. Do you see a small black valve under the boiler?"),
            Customer("There are two valves. One has a blue cap 🔧"),
            Agent("The one with the blue cap, a quarter turn, until the dial shows 1.5."),
            Link("https://help.example.test/heater/e7"),
            Customer("It clicks three times and then the E7 comes back."),
            Agent(
                "That sounds like the igniter. I can send a technician tomorrow between 8 and 12. Would that work?",
            ),
            Customer(
                "Yes please, ring 020 7946 0018 before. We have a baby here and it is 15 degrees inside 🥶",
            ),
            Agent(
                "Booked as urgent: tomorrow, first visit of the day. You get a message when the van is on its way.",
            ),
            Customer("Thank you so much!"),
        ],
    },
    Topic {
        subject: "Parcel not delivered",
        service: "deliveries",
        lines: &[
            Customer("Your site says my parcel was delivered on Tuesday. It was not."),
            Agent("I am sorry about that. Could you give me the order number, please?"),
            Customer("80-224-1173. Two pairs of boots."),
            Agent("Thank you. The courier noted: left with neighbour, number 14."),
            Customer("There is no number 14 in our street, it ends at 12 🤷"),
            Agent(
                "Then it went to the wrong street. I am asking the courier for the photo of the door.",
            ),
            Customer("Ok. I need them on Friday, we leave for the mountains."),
            Agent("The photo shows a green door. Is that yours?"),
            Customer("No, ours is white. Green is at Mill Lane, the street behind ours!"),
            Agent(
                "I have sent two new pairs by express, arriving Thursday before noon. You need not do anything about the first ones.",
            ),
            Customer("Perfect, that is more than I hoped for 🥾"),
        ],
    },
    Topic {
        subject: "Bill too high",
        service: "billing",
        lines: &[
            Customer(
                "Hi, my bill is 214.60 this month. It is normally about 60. I have not changed anything, I have not been abroad, nobody else uses the phone, and I already restarted it twice as the recorded voice told me to. Could somebody who can actually see the account please look at it?",
            ),
            Agent("Hello, I can see the account. One moment, I am opening the list of calls."),
            Agent(
                "There are 31 calls to a number that begins with 0909, all on the 3rd between 2 and 4 in the night.",
            ),
            Customer("At 2 in the night I sleep!"),
            Agent("Is there an alarm system or a door phone with a card of ours in your house?"),
            Customer("…the alarm system. It was repaired on the 2nd 😳"),
            Agent(
                "That fits: it dials the service number of its maker. I block 0909 for you now. May I?",
            ),
            Customer("Yes, block it, please."),
            Agent("Done. I take 154.20 off this bill once, and you get a new one by Friday."),
            Customer("Thank you. I will have a word with the repairman."),
        ],
    },
    Topic {
        subject: "Change of address",
        service: "contracts",
        lines: &[
            Customer("We move on the 1st. Can you take the internet with us?"),
            Agent("Happy to look. What is the new address?"),
            Customer("Apartment 7, 33 Harbour Walk."),
            Agent("There is fibre in that building, up to 500. Today you have 100."),
            Customer("What does 500 cost? My son asks, not me 😄"),
            Agent("Four a month more, and no fee for moving."),
            Customer("Ok, then 500. When does somebody come?"),
            Agent("The 2nd at 9:00 or the 3rd at 14:00."),
            Customer("The 2nd at 9."),
            Agent("Booked. You keep number and router."),
            Customer("That was easy, thanks 👍"),
        ],
    },
    Topic {
        subject: "Login refused",
        service: "online",
        lines: &[
            Customer("The app says my account is locked. I only mistyped once."),
            Agent(
                "Let me see. It was locked after five tries from a place I would rather ask you about: have you been in another country today?",
            ),
            Customer("No. I am in my kitchen."),
            Agent(
                "Then it was not you, and the lock did its job. I will send a code to the number you write from.",
            ),
            Customer("Got it: do I tell you the code?"),
            Agent("No, never to anybody, not even to us. Type it into the app."),
            Customer("It asks for a new password now."),
            Agent("Take one you use nowhere else, please."),
            Customer("Done. I am in again 🎉"),
            Agent("Good. I also signed out all other devices."),
        ],
    },
    Topic {
        subject: "Wrong size",
        service: "returns",
        lines: &[
            Customer("The coat is lovely, but the sleeves end at my elbows 😂"),
            Agent("Oh no. Which size did you order?"),
            Customer("M. It says M on the label as well."),
            Agent("That lot comes out small. L or XL?"),
            Customer("L please. Do I have to pay the way back?"),
            Agent("No. Here is a label for you, any parcel shop takes it."),
            Link("https://returns.example.test/label/71-0442"),
            Customer(
                "The link opens, but the label is cut off at the right side on my phone. Is it enough if they can scan the square?",
            ),
            Agent("Yes, the square is enough."),
            Customer("Great. When will the L be here?"),
            Agent("It leaves today, so the day after tomorrow."),
        ],
    },
    Topic {
        subject: "Card lost",
        service: "cards",
        lines: &[
            Customer("I lost my card!! Somewhere between the station and here"),
            Agent("I block it this second. Done. Nothing was paid with it in the last two hours."),
            Customer("Thank you, thank you. I am shaking"),
            Agent("It is safe now. Where should the new one go?"),
            Customer("Home please. How long does it take? I travel on Saturday."),
            Agent("Four working days. But I can put a card into your phone's wallet at once."),
            Customer("I did not know that works 😮 Yes please"),
            Agent("Open the app, Cards, Add to phone. It asks for your face or finger."),
            Customer("It is there. You saved my trip."),
        ],
    },
    Topic {
        subject: "Appointment",
        service: "clinic",
        lines: &[
            Customer("こんにちは。明日の予約を変更できますか。"),
            Agent(
                "Hello! I read Japanese with a little help. You want to change tomorrow's appointment, right?",
            ),
            Customer("はい。Yes, sorry, English is fine. Can it be in the afternoon?"),
            Agent("15:20 or 16:40 with the same doctor."),
            Customer("16:40 please."),
            Agent("Changed to 16:40. Please bring the card and the letter."),
            Customer("Which letter? 📄"),
            Agent("The one with the blue stripe from your last visit."),
            Customer("I found it. ありがとうございます 🙏"),
        ],
    },
    Topic {
        subject: "Ticket refund",
        service: "travel",
        lines: &[
            Customer("Train 614 was cancelled and the next one was full. I want my money back."),
            Agent("I understand. Did you travel at all that day?"),
            Customer(
                "By taxi, with three strangers. 88 for the four of us, and yes I have the receipt.",
            ),
            Agent(
                "You get the ticket back in full, and the taxi up to 80 a person when no train was left.",
            ),
            Customer("Oh. I did not expect the taxi."),
            Agent("Please send a photo of the receipt through this form."),
            Link("https://travel.example.test/refund?case=614-2217"),
            Customer("Sent. The strangers ask whether they can do it too 😅"),
            Agent("If they had a ticket for 614, gladly. Same form."),
            Customer("We will remember you with a toast 🥂"),
        ],
    },
    Topic {
        subject: "Meter reading",
        service: "energy",
        lines: &[
            Customer("Where do I read the meter? There are two numbers, 1.8.1 and 1.8.2."),
            Agent("We need both. 1.8.1 is day, 1.8.2 is night."),
            Customer("1.8.1 = 21440, 1.8.2 = 9872"),
            Agent("Thank you. That is much more night than last year. Do you charge a car?"),
            Customer("Yes, since May. Is there a better tariff for that?"),
            Agent("There is: Night Plus. With your figures about 190 a year less."),
            Customer("And what is the catch?"),
            Agent("Days cost one cent more. I have reckoned that in."),
            Customer("Добре, then let us do it. My wife says yes as well."),
            Agent("Changed from the 1st. You get it by mail and can step back for 14 days."),
        ],
    },
    Topic {
        subject: "Noise from upstairs",
        service: "housing",
        lines: &[
            Customer("The flat above mine is being renovated since 6 this morning."),
            Agent("Drilling is allowed from 8. Is it a company or the tenant?"),
            Customer("A company, there is a van. I work nights, I have slept 40 minutes 😩"),
            Agent("I am sorry. I call the caretaker now. One moment."),
            Agent("He goes up at once. The company's permit begins at 8 as well."),
            Customer("It is quiet. For now."),
            Agent(
                "If it begins before 8 tomorrow, write here and somebody is there in half an hour.",
            ),
            Customer("Thank you. Good night, I mean, good morning."),
        ],
    },
    Topic {
        subject: "Coffee machine leaks",
        service: "repairs",
        lines: &[
            Customer("Water runs out under my machine ☕💦"),
            Agent("Unplug it first, please. Is it from the front or from the back?"),
            Customer("Unplugged. From the back, where the tank sits."),
            Agent("Take the tank out: is there a grey ring at its valve?"),
            Customer("There was one. It is now in two pieces."),
            Agent(
                "That is the culprit. You can have a new ring by post for free, it takes a minute to put in.",
            ),
            Customer("No coffee until then??? 😱"),
            Agent("The shop in Weaver Street has the ring too. They are open until seven."),
            Customer("I am putting my shoes on as we speak."),
        ],
    },
];
