import type { Money } from '../i18n/use-locale';
import { useLocale } from '../i18n/use-locale';
import type { Dictionary } from '../i18n/en';

interface Plan {
	readonly key: keyof Dictionary['club']['plans'];
	/** Nothing is owed where there is none. Yearly is paid at once. */
	readonly cost?: { readonly monthly: Money; readonly yearly: Money };
	readonly isFeatured?: boolean;
}

const PLANS: readonly Plan[] = [
	{ key: 'guest' },
	{
		key: 'member',
		cost: { monthly: { GBP: 4, EUR: 5 }, yearly: { GBP: 40, EUR: 48 } },
		isFeatured: true,
	},
	{ key: 'pro', cost: { monthly: { GBP: 12, EUR: 14 }, yearly: { GBP: 120, EUR: 140 } } },
];

/** What a new sole costs, and what it costs members. */
export const RESOLING: Money = { GBP: 45, EUR: 52 };
export const MEMBERS_RESOLING: Money = { GBP: 30, EUR: 35 };

/** The plans as the pages of a language show them; `yearlyFirst` shows the price of a year large, and that of a month small. */
export function describePlans(current: string | undefined, yearlyFirst: boolean) {
	const { t, price } = useLocale(current);
	const { club } = t;
	return PLANS.map(({ key, cost, isFeatured = false }) => {
		const prices = cost && [club.aMonth(price(cost.monthly)), club.aYear(price(cost.yearly))];
		const [first = club.free, second] = yearlyFirst ? (prices?.toReversed() ?? []) : (prices ?? []);
		return {
			...club.plans[key],
			isFeatured,
			price: first,
			otherPrice: second === undefined ? club.always : club.or(second),
		};
	});
}

/** What each plan brings, in the order of the plans. */
export function describeBenefits(
	current: string | undefined,
): readonly (readonly [label: string, ...values: (string | boolean)[]])[] {
	const { t, price } = useLocale(current);
	const { benefits: b } = t.club;
	const percent = (share: number) =>
		b.off(new Intl.NumberFormat(t.tag, { style: 'percent' }).format(share));
	return [
		[b.run, true, true, true],
		[b.returns, b.days(60), b.days(120), b.days(120)],
		[b.shoes, b.full, percent(0.1), percent(0.15)],
		[b.resoling, b.each(price(RESOLING)), b.each(price(MEMBERS_RESOLING)), b.oneFree],
		[b.early, false, false, b.week],
		[b.insurance, false, false, true],
	];
}
