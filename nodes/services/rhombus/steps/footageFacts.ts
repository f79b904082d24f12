/**
 * How recorded video is served, as the vendor's programs read it. **Read and never seen: nobody who made
 * this could ask a live organization.** In one place, so that what turns out otherwise is changed here.
 *
 * Sources: [cli] rhombus-cli at 6f9300d, cmd/stitch.go and cmd/alert.go. [py] rhombus-api-examples-python
 * at 690e01d, rhombus_mpd_info.py. [sdk] rhombus-react-sdk at fbf0e4a, rhombusPlayback.ts and urlAuth.ts.
 */
export const FOOTAGE = {
	/** In the templates of `getMediaUris`, both in whole seconds [sdk, py, cli]. */
	start: '{START_TIME}',
	duration: '{DURATION}',
	/** A segment without a length in its manifest: one key frame every 2 s [cli, py]. */
	segmentSec: 2,
	/** The first number where the manifest has none [cli]; LAN manifests begin at 0 [py]. */
	firstNumber: 1,
	/** Segments of an alert's clip, which has no manifest [cli]. */
	alertInit: 'seg_init.mp4',
	alertSegment: (number: number) => `seg_${number}.m4v`,
	/** The CLI asks for no more. */
	mostAlertSegments: 100,
	/** Where an alert says no region [cli]. */
	region: 'us-west-2',
	/** LAN addresses take a federated token in the query [sdk]. */
	lanScheme: 'federated-token',
	lanTokenSec: 3_600,
	/** Lengths that are asked for at once; no limit is stated [sdk asks 7,200]. */
	longestSec: 7_200,
} as const;
