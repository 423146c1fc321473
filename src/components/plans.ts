interface Plan {
	readonly name: string;
	readonly summary: string;
	/** Pounds; yearly is paid at once. */
	readonly monthly: number;
	readonly yearly: number;
	readonly action: string;
	readonly isFeatured?: boolean;
}

export const PLANS: readonly Plan[] = [
	{
		name: 'Guest',
		summary: 'Run with us on Tuesdays and read everything we write.',
		monthly: 0,
		yearly: 0,
		action: 'Just turn up',
	},
	{
		name: 'Member',
		summary: 'For people who wear out a pair a year.',
		monthly: 4,
		yearly: 40,
		action: 'Become a member',
		isFeatured: true,
	},
	{
		name: 'Pro',
		summary: 'For coaches, guides and anybody who is out every day.',
		monthly: 12,
		yearly: 120,
		action: 'Go Pro',
	},
];

/** What each plan brings, in the order of `PLANS`. */
export const BENEFITS: readonly (readonly [label: string, ...values: (string | boolean)[]])[] = [
	['Tuesday shop run', true, true, true],
	['Free returns', '60 days', '120 days', '120 days'],
	['Price of shoes', 'Full', '10% off', '15% off'],
	['Resoling', '£45 each', '£30 each', 'One free a year'],
	['New shoes early', false, false, 'A week before'],
	['Insurance for leading groups', false, false, true],
];

/** A price for a plan: per month, or per year. */
export function describePrice(plan: Plan, yearly: boolean): string {
	if (plan.monthly === 0) return 'Free';
	return yearly ? `£${plan.yearly} a year` : `£${plan.monthly} a month`;
}
