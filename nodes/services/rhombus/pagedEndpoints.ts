/**
 * Rhombus's endpoints whose lists come in pages, as people write them; the catalogue says the same, and a test
 * compares both (`test/contract/catalogue.test.ts`). n8n shows Return All and Limit by it.
 */
export const pagedEndpoints = [
	'POST /api/(',
	[
		'accesscontrol/guestpass/findGuestPasses',
		'chatbot/automation/getAutomatedPrompt(ChatHistory|sForOrg)',
		'climate/get(MinimalState)?EventsForEnvironmentalGateway',
		'component/elevator/findAccessControlledElevatorLanding(Shadows(ByLocation)?|sByLocation)',
		'component/find(MinimalState)?AccessControlledDoors(ByLocation)?',
		'component/findAccessControlledDoorShadows(ByLocation)?',
		'component/findPaginatedComponentEventsByAccessControlledDoor',
		'event/get(AlertMonitoringThreatCases|ClipsWithProgress|SavedClipsV2)',
		'event/getExpiring(ClipsForOrg|PolicyAlerts)',
		'event/getPolicyAlert(s|sV2|GroupsV2|GroupsFor(Device|Location))',
		'faceRecognition/faceEvent/find(FaceEventsByOrg|SimilarFaceEvents)',
		'help/openTickets',
		'location/getLocationsV2',
		'report/getThresholdCrossingEventsForDevice',
	].join('|'),
	')',
].join('');
