export { MattermostAccountOAuth2Api } from './credentials/MattermostAccountOAuth2Api.credentials';
export { MattermostTokenApi } from './credentials/MattermostTokenApi.credentials';
export { RhombusApi } from './credentials/RhombusApi.credentials';
export { Mattermost } from './nodes/Mattermost/Mattermost.node';
export { MattermostAdmin } from './nodes/MattermostAdmin/MattermostAdmin.node';
export { Rhombus } from './nodes/Rhombus/Rhombus.node';
export { RhombusIntegration } from './nodes/RhombusIntegration/RhombusIntegration.node';
export { registry } from './nodes/registry';
