/**
 * Rhombus' change feed as the vendor's programs and descriptions have it. **Nobody who made this could
 * ask a live server: everything here was read and never seen.** It is in one place so that what turns out
 * otherwise is changed here.
 *
 * Sources: [cli] rhombus-cli at 6f9300d, cmd/monitor.go. [ev] api-evangelist/rhombus-systems at 9ed85a6,
 * the vendor's own AsyncAPI description. [enum] EntityEnum and ChangeTypeEnum of the public description
 * in claude-code-plugins at 7454835.
 */
export const FEED = {
	/** The API's host with another first name [cli, for the US; ev, for both regions]. */
	apiHost: /^api2\.((?:[\w-]+\.)*)rhombussystems\.com$/i,
	host: (region: string) => `wss://ws.${region}rhombussystems.com:8443`,
	path: '/websocket',
	/** In the query; the key is a header [cli, ev]. */
	schemeParam: 'x-auth-scheme',
	clientParam: 'x-auth-org',
	keyHeader: 'x-auth-apikey',
	/** Certificate keys are refused [cli, ev]. */
	schemes: ['api-token', 'partner-api-token'],
	/** No host, login or receipt header [cli]. */
	connect: { 'accept-version': '1.2', 'heart-beat': '10000,10000' },
	destination: (orgUuid: string) => `/topic/change/${orgUuid}`,
	subscription: 'sub-0',
	/** One line feed, from the subscription on [cli, ev]; a little earlier than promised. */
	heartBeatMs: 9_000,
	/** The answer to CONNECT [cli waits 10 s for the handshake alone]. */
	greetingMs: 20_000,
	/** STOMP 1.2: twice what the server promises. The CLI has no such limit. */
	silentBeats: 2,
	/** A server that promises no heart-beats: how long it may say nothing before it is connected again. */
	longestSilenceMs: 5 * 60_000,
	/**
	 * Whether a subscription counts at once is nowhere said, and no receipt is asked for, as the CLI asks
	 * for none: what happened since is read again after this time.
	 */
	settleMs: 5_000,
	/** No delivery guarantee is stated anywhere, so the lists are read again this often in any case. */
	rereadMs: 5 * 60_000,
	/** The policy alert; its `update` is usually whole [cli, ev]. */
	alert: 'POLICY_ALERT',
	/** A dismissed or deleted alert [ev]. */
	removed: 'DELETE',
} as const;

/**
 * Entities whose changes make a list be read [enum]. Their own shape is undocumented, so they say only
 * that there may be something new; which of them reach the holder of a key is not said either.
 */
export const NUDGES: Record<string, RegExp> = {
	access: /^(COMPONENT_|ACCESS_CONTROLLED_|DOOR_STATE$)/,
	face: /^FACE_EVENT$/,
	vehicle: /^VEHICLE_EVENT$/,
	clip: /^(SAVED|SPLICED)_CLIPS$/,
	diagnostic: /^DIAGNOSTIC_EVENTS$/,
	audit: /^AUDIT_EVENTS$/,
};

/** Entities of the feed [enum]; a few of them are chosen by people, the others by name. */
export const ENTITIES = [
	...['ACCESS_CONTROLLED_DOOR', 'ACCESS_CONTROLLED_DOOR_SHADOW', 'ACCESS_CONTROLLED_ELEVATOR'],
	...['ALARM_MONITORING_LOCATION_SETTINGS', 'AUDIO_STATE', 'BOUNDING_BOX', 'CAMERA'],
	...[
		'CAMERA_STATE',
		'CAMERA_USER_CONFIG',
		'CLIMATE_SENSOR',
		'CLIMATE_STATE',
		'COMPONENT_SEEKPOINT',
	],
	...['DEVICE', 'DEVICE_INTEGRATION', 'DEVICE_SHADOW', 'DOOR_SENSOR', 'DOOR_STATE', 'KEYPAD'],
	...['KEYPAD_COMMAND', 'LIVE_DETECTION', 'LIVE_OCCUPANCY', 'LOCATION', 'NVR', 'NVR_STATE'],
	...['OCCUPANCY_STATE', 'ORG', 'POLICY', 'POLICY_ALERT', 'POLICY_PAUSE', 'PRIORITY_DETECTION'],
	...['PROXIMITY_SENSOR', 'PROXIMITY_STATE', 'SAVED_CLIPS', 'SCHEDULE', 'SEEK_POINT'],
	...['SENSOR_SEEK_POINT', 'SHARED_CLIPS', 'SHARED_STREAMS', 'THREAT_CASE', 'TIMELAPSE', 'USER'],
	'VIDEO_WALL',
];

/** Kinds of changes [ev; REFRESH: enum]. */
export const CHANGE_TYPES = ['CREATE', 'UPDATE', 'DELETE', 'REFRESH'];
