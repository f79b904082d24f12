/** Where a Mattermost server and a Rhombus organisation are, and how to get in. */
export interface Accounts {
	mattermost: { siteUrl: string; accessToken: string };
	/** Without `baseUrl`: Rhombus' own address for the United States. */
	rhombus: { baseUrl?: string; apiKey: string };
}

/** A credential as n8n takes it. */
export interface NewCredential {
	name: string;
	type: string;
	data: Record<string, unknown>;
}

/**
 * The credentials that the example workflows name. The names are those that n8n proposes when a
 * user makes the credential, so an imported example finds it.
 */
export function credentialsFor({ mattermost, rhombus }: Accounts): {
	mattermost: NewCredential;
	rhombus: NewCredential;
} {
	return {
		mattermost: {
			name: 'Mattermost Access Token account',
			type: 'mattermostTokenApi',
			data: { ...mattermost, ignoreSSLIssues: false },
		},
		rhombus: {
			name: 'Rhombus account',
			type: 'rhombusApi',
			data: {
				apiKey: rhombus.apiKey,
				region: rhombus.baseUrl ? 'custom' : 'us',
				baseUrl: rhombus.baseUrl ?? '',
				scheme: 'api-token',
				partnerOrgUuid: '',
			},
		},
	};
}
