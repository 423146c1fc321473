import type { Device } from './links.ts';

interface View {
	readonly viewport: { readonly width: number; readonly height: number };
	readonly deviceScaleFactor: number;
	readonly isMobile: boolean;
	readonly userAgent: string;
}

/** What a page is seen on. Headless Chromium calls itself so, and would be taken for a crawler. */
export const VIEWS: Readonly<Record<Device, View>> = {
	desktop: {
		viewport: { width: 1280, height: 900 },
		deviceScaleFactor: 1,
		isMobile: false,
		userAgent:
			'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
	},
	mobile: {
		viewport: { width: 412, height: 915 },
		deviceScaleFactor: 2.625,
		isMobile: true,
		userAgent:
			'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36',
	},
};
