/** What reports and their exports count, of what and by which interval. */

export const INTERVALS = {
	HOURLY: 'Hourly',
	MINUTELY: 'Minutely',
	QUARTERHOURLY: 'Quarter-Hourly',
	DAILY: 'Daily',
	WEEKLY: 'Weekly',
	MONTHLY: 'Monthly',
};

export const SCOPES = {
	ORG: 'Organization',
	LOCATION: 'Location',
	DEVICE: 'Device',
	REGION: 'Region of a Device',
};

export const COUNTED = {
	PEOPLE: 'People',
	FACES: 'Faces',
	VEHICLES: 'Vehicles',
	LICENSEPLATES: 'License Plates',
	CROWD: 'Crowds',
	DWELL: 'Dwell Time',
	MOTION: 'Motion',
	ALERTS: 'Alerts',
	AM_VERIFICATION: 'Alarm Verification',
	BANDWIDTH: 'Bandwidth',
};
