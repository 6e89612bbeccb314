# One image for the API, the notifier, the migrations and the simulator: the command chooses.
FROM node:26-slim AS install
WORKDIR /app
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml .pnpmfile.cjs ./
COPY packages packages
COPY services services
COPY db db
# In place, because Node strips types only outside of node_modules. Optional dependencies are the embedded Postgres.
RUN npx --yes pnpm@12 install --prod --frozen-lockfile --no-optional \
    --filter-prod '@dutybell/api...' --filter-prod '@dutybell/notifier...' \
    --filter-prod '@dutybell/commands...' --filter-prod '@dutybell/simulator...'

FROM node:26-slim
ENV HOST=0.0.0.0
WORKDIR /app
COPY --from=install /app /app
USER node
EXPOSE 3000 3001 4000
# Asks the API. Another service names its own address, as docker-compose.yml does.
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
    CMD ["node", "packages/commands/src/check-health.ts", "http://127.0.0.1:3000/livez"]
CMD ["node", "services/api/src/main.ts"]
