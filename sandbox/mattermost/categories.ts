import type { Row } from '../types';

/** What lies between two categories in the order of a sidebar (`MinimalSidebarSortDistance`). */
export const DISTANCE = 10;

const NAMES = {
	favorites: 'Favorites',
	channels: 'Channels',
	direct_messages: 'Direct Messages',
};

/** The three categories that every user has in every team, in their order. */
export const initialCategories = (user_id: string, team_id: string): Row[] =>
	Object.entries(NAMES).map(([type, display_name], at) => ({
		id: `${type}_${user_id}_${team_id}`,
		user_id,
		team_id,
		sort_order: at * DISTANCE,
		sorting: type === 'direct_messages' ? 'recent' : '',
		type,
		display_name,
		muted: false,
		collapsed: false,
		channel_ids: [],
	}));
